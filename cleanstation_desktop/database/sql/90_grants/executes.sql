-- Functions that people call; all others are called by triggers and by each other.
GRANT EXECUTE ON FUNCTION cs.has_role(text), cs.current_person_id(), cs.own_groups(),
    cs.begin_command(uuid, text, bytea, text, text), cs.finish_command(uuid, jsonb) TO cs_person, cs_user;
GRANT EXECUTE ON FUNCTION cs.plant_today() TO cs_user;
GRANT EXECUTE ON FUNCTION cs.start_inspection(bigint, text) TO cs_qc, cs_assembler;
GRANT EXECUTE ON FUNCTION cs.sign(text, jsonb, text) TO cs_reader;
GRANT EXECUTE ON FUNCTION cs.next_moves(bigint), cs.nonconformances_of(bigint), cs.concession_of(bigint),
    cs.is_of_replaced_body(bigint), cs.is_carried_out(bigint), cs.is_to_carry_out(bigint), cs.builds_given_up(bigint),
    cs.builds_unsettled(), cs.undecided(), cs.replaced_by(bigint), cs.nonconformances_before(bigint),
    cs.find_passing_guard(bigint), cs.is_as_signed(bigint, text, bigint) TO cs_reader;
