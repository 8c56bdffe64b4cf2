CREATE FUNCTION cs.guard_configuration() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_last integer;
    v_rules bigint;
    v_status text;
BEGIN
    SELECT b.status INTO v_status FROM cs.build b WHERE b.id = NEW.build_id FOR UPDATE;
    IF v_status IN ('SHIPPED', 'CANCELLED') THEN
        RAISE EXCEPTION 'This build is %.', v_status USING ERRCODE = 'CS423', DETAIL = 'build_closed';
    END IF;
    IF cs.approved_configuration(NEW.build_id) IS NOT NULL
       AND NOT EXISTS (SELECT FROM cs.change_request c WHERE c.build_id = NEW.build_id AND c.state = 'OPEN') THEN
        RAISE EXCEPTION 'The BOM of this build is approved.'
            USING ERRCODE = 'CS423', DETAIL = 'bom_approved', HINT = 'Make a change request first.';
    END IF;
    SELECT coalesce(max(c.revision), 0), min(c.rule_set_id) INTO v_last, v_rules
      FROM cs.configuration c WHERE c.build_id = NEW.build_id;
    IF NEW.revision <> v_last + 1 THEN
        RAISE EXCEPTION 'The next configuration revision is %.', v_last + 1 USING ERRCODE = 'CS409', DETAIL = 'stale_revision';
    END IF;
    IF v_last = 0 AND NOT EXISTS (SELECT FROM cs.rule_set s WHERE s.id = NEW.rule_set_id AND s.state = 'IN_FORCE') THEN
        RAISE EXCEPTION 'These rules are not in force.' USING ERRCODE = 'CS412', DETAIL = 'rules_not_in_force';
    END IF;
    IF NEW.rule_set_id <> v_rules THEN
        RAISE EXCEPTION 'A build keeps the rules that it was first judged by.'
            USING ERRCODE = 'CS412', DETAIL = 'other_rules', HINT = 'Judge the configuration by those.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_configuration IS 'Configurations of a build follow each other, judged by the rules that were in force for the first one';
