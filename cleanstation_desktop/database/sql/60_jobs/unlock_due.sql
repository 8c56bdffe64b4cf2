CREATE FUNCTION cs_adm.unlock_due() RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person;
    v_unlocked text[] := '{}';
BEGIN
    FOR v_person IN SELECT * FROM cs.person p WHERE p.locked_until <= clock_timestamp() FOR NO KEY UPDATE SKIP LOCKED LOOP
        IF v_person.state = 'ACTIVE' THEN
            PERFORM cs_adm.role_set_access(v_person.login, 'OPEN');
        END IF;
        UPDATE cs.person p SET locked_until = NULL, version = p.version + 1 WHERE p.id = v_person.id;
        PERFORM cs_audit.add_event('UNLOCKED', 'INFO', v_person.login, 'The lockout is over.', 'FUNCTION');
        v_unlocked := v_unlocked || v_person.login;
    END LOOP;
    RETURN v_unlocked;
END
$function$;
COMMENT ON FUNCTION cs_adm.unlock_due IS 'Ends the lockouts whose time is over; returns whose';
GRANT EXECUTE ON FUNCTION cs_adm.unlock_due TO cs_jobs;
