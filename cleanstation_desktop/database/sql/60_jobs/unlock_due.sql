CREATE FUNCTION cs_adm.unlock_due() RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    c_locked CONSTANT interval := '15 minutes';  -- DOMAIN §9
    v_person cs.person;
    v_unlocked text[] := '{}';
BEGIN
    -- Who was locked out while somebody held the record (cs_adm.note_failed_sign_in).
    UPDATE cs.person p SET locked_until = clock_timestamp() + c_locked, version = p.version + 1
     WHERE p.id IN (SELECT q.id FROM cs.person q
                     WHERE q.state = 'ACTIVE' AND q.locked_until IS NULL AND cs_adm.role_is_shut(q.login)
                       AND NOT cs_adm.role_is_disabled(q.login)
                       FOR NO KEY UPDATE SKIP LOCKED);
    -- Who was locked out while somebody held the login.
    FOR v_person IN SELECT * FROM cs.person p
                     WHERE p.state = 'ACTIVE' AND p.locked_until > clock_timestamp() AND NOT cs_adm.role_is_shut(p.login)
                       FOR NO KEY UPDATE SKIP LOCKED LOOP
        PERFORM cs_adm.lock_login(v_person.login);
    END LOOP;
    -- A login that was disabled though the record says nothing of it: the database is older than its logins, from a
    -- backup. It is for an administrator to say what holds.
    FOR v_person IN SELECT * FROM cs.person p
                     WHERE p.locked_until <= clock_timestamp()
                       AND (p.state <> 'ACTIVE' OR NOT cs_adm.role_is_disabled(p.login))
                       FOR NO KEY UPDATE SKIP LOCKED LOOP
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
COMMENT ON FUNCTION cs_adm.unlock_due IS 'Ends the lockouts whose time is over; returns whose. Makes whole those that somebody held';
GRANT EXECUTE ON FUNCTION cs_adm.unlock_due TO cs_jobs;
