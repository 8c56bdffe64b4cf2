-- Rules of single tables. ENABLE ALWAYS where a row is frozen, so that a replication role changes nothing either.
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.build FOR EACH ROW EXECUTE FUNCTION cs.guard_build();
ALTER TABLE cs.build ENABLE ALWAYS TRIGGER m_guard;
CREATE TRIGGER n_follow AFTER INSERT OR UPDATE ON cs.build FOR EACH ROW EXECUTE FUNCTION cs.follow_build();
CREATE CONSTRAINT TRIGGER o_complete AFTER INSERT ON cs.build DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_new_build();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.customer_order FOR EACH ROW EXECUTE FUNCTION cs.guard_order();
CREATE CONSTRAINT TRIGGER o_complete AFTER INSERT ON cs.customer_order DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_new_order();
CREATE TRIGGER m_guard BEFORE INSERT ON cs.configuration FOR EACH ROW EXECUTE FUNCTION cs.guard_configuration();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.bom_revision
    FOR EACH ROW EXECUTE FUNCTION cs.guard_bom_revision();
ALTER TABLE cs.bom_revision ENABLE ALWAYS TRIGGER m_guard;
CREATE CONSTRAINT TRIGGER o_complete AFTER INSERT ON cs.bom_revision DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_bom_lines();
-- Per statement: a BOM of 2,000 lines is checked once.
CREATE TRIGGER m_guard AFTER INSERT ON cs.bom_line REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION cs.guard_bom_line();
ALTER TABLE cs.bom_line ENABLE ALWAYS TRIGGER m_guard;
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.change_request
    FOR EACH ROW EXECUTE FUNCTION cs.guard_change_request();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.nonconformance
    FOR EACH ROW EXECUTE FUNCTION cs.guard_nonconformance();
ALTER TABLE cs.nonconformance ENABLE ALWAYS TRIGGER m_guard;
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.assembly_claim FOR EACH ROW EXECUTE FUNCTION cs.guard_claim();
CREATE TRIGGER n_follow AFTER UPDATE ON cs.assembly_claim FOR EACH ROW EXECUTE FUNCTION cs.follow_claim();
CREATE TRIGGER m_guard BEFORE UPDATE ON cs.task FOR EACH ROW EXECUTE FUNCTION cs.guard_task();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.part_issue FOR EACH ROW EXECUTE FUNCTION cs.guard_part_issue();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.outsourcing FOR EACH ROW EXECUTE FUNCTION cs.guard_outsourcing();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.service_order
    FOR EACH ROW EXECUTE FUNCTION cs.guard_service_order();
CREATE CONSTRAINT TRIGGER o_complete AFTER INSERT ON cs.service_order DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_new_service_order();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.service_order_line
    FOR EACH ROW EXECUTE FUNCTION cs.guard_service_order_line();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.rule_set
    FOR EACH ROW EXECUTE FUNCTION cs.guard_version_in_force();
ALTER TABLE cs.rule_set ENABLE ALWAYS TRIGGER m_guard;
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.checklist_template
    FOR EACH ROW EXECUTE FUNCTION cs.guard_version_in_force();
ALTER TABLE cs.checklist_template ENABLE ALWAYS TRIGGER m_guard;
CREATE TRIGGER m_count BEFORE INSERT ON cs.print_record FOR EACH ROW EXECUTE FUNCTION cs.count_copy();
CREATE TRIGGER m_guard BEFORE INSERT ON cs.comment FOR EACH ROW EXECUTE FUNCTION cs.guard_comment();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.document FOR EACH ROW EXECUTE FUNCTION cs.guard_document();
CREATE CONSTRAINT TRIGGER o_complete AFTER INSERT ON cs.document DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_new_document();
CREATE TRIGGER m_check BEFORE INSERT ON cs.document_content
    FOR EACH ROW EXECUTE FUNCTION cs.check_document_content();
CREATE CONSTRAINT TRIGGER o_cycle AFTER INSERT OR UPDATE ON cs.item_component DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_component();
-- Language and build numbers stand on the order and in every configuration: they change together.
CREATE CONSTRAINT TRIGGER p_agrees AFTER UPDATE OF language ON cs.customer_order DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_answers_agree();
CREATE CONSTRAINT TRIGGER p_agrees AFTER UPDATE OF build_number ON cs.build DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_answers_agree();
CREATE CONSTRAINT TRIGGER p_agrees AFTER INSERT ON cs.configuration DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cs.check_answers_agree();
CREATE TRIGGER n_follow AFTER INSERT OR UPDATE ON cs.service_order
    FOR EACH ROW EXECUTE FUNCTION cs.follow_service_order();
CREATE TRIGGER n_note AFTER UPDATE ON cs.customer_order FOR EACH ROW EXECUTE FUNCTION cs.note_order_change();
CREATE TRIGGER n_note AFTER UPDATE OF build_number ON cs.build FOR EACH ROW EXECUTE FUNCTION cs.note_order_change();
CREATE TRIGGER m_check BEFORE INSERT OR UPDATE ON cs.order_draft_file
    FOR EACH ROW EXECUTE FUNCTION cs.check_draft_file();
CREATE TRIGGER m_guard BEFORE INSERT OR UPDATE ON cs.work_instruction
    FOR EACH ROW EXECUTE FUNCTION cs.guard_version_in_force();
ALTER TABLE cs.work_instruction ENABLE ALWAYS TRIGGER m_guard;
-- Last of all, when a build's move has brought everything else with it.
CREATE TRIGGER q_list AFTER INSERT OR UPDATE OF status, build_number ON cs.build
    FOR EACH ROW EXECUTE FUNCTION cs.follow_listing();
CREATE TRIGGER q_list AFTER UPDATE OF po_number, customer_name, project_name, want_date, language ON cs.customer_order
    FOR EACH ROW EXECUTE FUNCTION cs.follow_listing();
CREATE TRIGGER n_words AFTER INSERT ON cs.build_listing FOR EACH ROW EXECUTE FUNCTION cs.note_search_words();
CREATE TRIGGER n_words_changed AFTER UPDATE OF search ON cs.build_listing
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION cs.note_search_words();
CREATE TRIGGER m_count BEFORE INSERT ON cs.saved_view FOR EACH ROW EXECUTE FUNCTION cs.count_saved_views();
