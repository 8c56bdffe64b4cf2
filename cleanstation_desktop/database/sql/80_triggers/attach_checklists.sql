CREATE TRIGGER m_frozen BEFORE INSERT OR UPDATE ON cs.answer
    FOR EACH ROW EXECUTE FUNCTION cs.guard_answer();
ALTER TABLE cs.answer ENABLE ALWAYS TRIGGER m_frozen;
-- Answers that a next attempt carries over are copied by the owner's own function, judged already.
CREATE TRIGGER n_judge BEFORE INSERT OR UPDATE ON cs.answer
    FOR EACH ROW WHEN (current_user <> 'cs_owner') EXECUTE FUNCTION cs.judge_answer();
CREATE TRIGGER o_dependants AFTER INSERT OR UPDATE ON cs.answer
    FOR EACH ROW EXECUTE FUNCTION cs.judge_dependants();
CREATE TRIGGER m_frozen BEFORE UPDATE ON cs.inspection
    FOR EACH ROW EXECUTE FUNCTION cs.guard_inspection();
ALTER TABLE cs.inspection ENABLE ALWAYS TRIGGER m_frozen;
CREATE TRIGGER m_frozen BEFORE INSERT OR UPDATE ON cs.inspection_item
    FOR EACH ROW EXECUTE FUNCTION cs.guard_inspection_item();
ALTER TABLE cs.inspection_item ENABLE ALWAYS TRIGGER m_frozen;
