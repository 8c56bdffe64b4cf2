CREATE FUNCTION cs_adm.reset_password(p_person_id bigint, p_version integer, p_verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id, p_version, p_hold => false);
    v_role text;
BEGIN
    IF v_person.login = session_user THEN
        RAISE EXCEPTION 'Change your own password under My settings.' USING ERRCODE = 'CS403', DETAIL = 'own_account';
    END IF;
    IF v_person.state <> 'ACTIVE' THEN
        RAISE EXCEPTION 'This person is disabled.' USING ERRCODE = 'CS403', DETAIL = 'disabled', HINT = 'Enable the person first.';
    END IF;
    -- With the sessions goes whatever they hold against this.
    PERFORM cs_adm.role_end_sessions(v_person.login);
    v_person := cs_adm.demand_person(p_person_id, p_version);
    PERFORM cs_adm.role_set_verifier(v_person.login, p_verifier);
    PERFORM cs_adm.role_set_access(v_person.login, 'OPEN');
    IF NOT v_person.break_glass THEN
        -- Until the person has replaced it, two people know the password: it must open nothing.
        FOR v_role IN SELECT r.role FROM cs.person_role r WHERE r.person_id = v_person.id AND r.state = 'GRANTED' LOOP
            PERFORM cs_adm.role_set_group(v_person.login, v_role, false);
        END LOOP;
        UPDATE cs.person_role r SET state = 'PENDING' WHERE r.person_id = v_person.id AND r.state = 'GRANTED';
    END IF;
    UPDATE cs.person p SET must_change_password = NOT p.break_glass, password_set_at = now(), locked_until = NULL,
                           version = p.version + 1
     WHERE p.id = v_person.id;
    PERFORM cs_adm.keep_verifier(v_person.id, p_verifier);
    PERFORM cs_audit.add_event('PASSWORD_RESET', CASE WHEN v_person.break_glass THEN 'ALARM' ELSE 'WARNING' END, v_person.login,
                               format('Reset by %s.', session_user), 'FUNCTION', NULL, current_setting('cs.station', true),
                               inet_client_addr());
    -- Whose password it was learns of it at the next sign-in.
    INSERT INTO cs.notification (person_id, kind, record, facts, at)
    VALUES (v_person.id, 'PASSWORD_RESET', 'person:' || v_person.id, jsonb_build_object('by', session_user), now());
    PERFORM cs_adm.role_end_sessions(v_person.login);
END
$function$;
COMMENT ON FUNCTION cs_adm.reset_password IS
    'Gives somebody else a one-time password; his or her roles wait until it is replaced, open sessions end';
GRANT EXECUTE ON FUNCTION cs_adm.reset_password TO cs_admin;
