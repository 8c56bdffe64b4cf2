CREATE FUNCTION cs.guard_configuration() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_last integer;
BEGIN
    PERFORM 1 FROM cs.build b WHERE b.id = NEW.build_id FOR UPDATE;
    SELECT coalesce(max(c.revision), 0) INTO v_last FROM cs.configuration c WHERE c.build_id = NEW.build_id;
    IF NEW.revision <> v_last + 1 THEN
        RAISE EXCEPTION 'The next configuration revision is %.', v_last + 1 USING ERRCODE = 'CS409', DETAIL = 'stale_revision';
    END IF;
    IF (SELECT s.state FROM cs.rule_set s WHERE s.id = NEW.rule_set_id) IS DISTINCT FROM 'IN_FORCE' AND v_last = 0 THEN
        RAISE EXCEPTION 'These rules are not in force.' USING ERRCODE = 'CS412', DETAIL = 'rules_not_in_force';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_configuration IS 'Configurations of a build follow each other, judged by rules in force';
