CREATE FUNCTION cs_adm.change_own_password(p_verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person;
    v_since timestamptz;
    v_role text;
BEGIN
    SELECT * INTO v_person FROM cs.person p WHERE p.login = session_user FOR NO KEY UPDATE;
    IF NOT FOUND OR v_person.state <> 'ACTIVE' THEN
        RAISE EXCEPTION 'Only a person can do this.' USING ERRCODE = 'CS403', DETAIL = 'no_person';
    END IF;
    IF v_person.locked_until > clock_timestamp() THEN
        -- Otherwise a session that has just outlived the lockout could end it.
        RAISE EXCEPTION 'This account is locked for a while.' USING ERRCODE = 'CS403', DETAIL = 'locked',
            HINT = 'Wait 15 minutes, or ask an administrator.';
    END IF;
    -- A session left open must not be enough: the present password was typed within the last minute.
    SELECT a.backend_start INTO v_since FROM pg_stat_get_activity(pg_backend_pid()) a;
    IF coalesce(clock_timestamp() - v_since NOT BETWEEN interval '0' AND interval '60 seconds', true) THEN
        RAISE EXCEPTION 'The present password must be typed again.' USING ERRCODE = 'CS401', DETAIL = 'not_fresh',
            HINT = 'Sign in anew and change it within a minute.';
    END IF;
    IF EXISTS (SELECT FROM cs_adm.verifier k
                WHERE k.person_id = v_person.id AND k.sha256 = sha256(convert_to(p_verifier, 'UTF8')))
    THEN
        RAISE EXCEPTION 'This is the present password.' USING ERRCODE = 'CS422', DETAIL = 'password_reused', COLUMN = 'password',
            HINT = 'Choose another one.';
    END IF;
    PERFORM cs_adm.role_set_verifier(v_person.login, p_verifier);
    PERFORM cs_adm.role_set_access(v_person.login, 'OPEN');
    FOR v_role IN SELECT r.role FROM cs.person_role r WHERE r.person_id = v_person.id AND r.state = 'PENDING' LOOP
        PERFORM cs_adm.role_set_group(v_person.login, v_role, true);
    END LOOP;
    UPDATE cs.person_role r SET state = 'GRANTED' WHERE r.person_id = v_person.id AND r.state = 'PENDING';
    UPDATE cs.person p SET must_change_password = false, password_set_at = now(), version = p.version + 1
     WHERE p.id = v_person.id;
    PERFORM cs_adm.keep_verifier(v_person.id, p_verifier);
END
$function$;
COMMENT ON FUNCTION cs_adm.change_own_password IS
    'Replaces the own password, on a connection made within the last minute; the first time it grants the pending roles';
GRANT EXECUTE ON FUNCTION cs_adm.change_own_password TO cs_person;
