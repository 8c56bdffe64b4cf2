CREATE FUNCTION cs_adm.end_sessions(p_person_id bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id, p_hold => false);
    v_ended integer;
BEGIN
    -- With the sessions goes whatever they hold against this. Then the person is locked until the event is written, by
    -- which the sessions are over for good (cs_adm.demand_own_session).
    v_ended := cs_adm.role_end_sessions(v_person.login);
    v_person := cs_adm.demand_person(p_person_id);
    PERFORM cs_adm.role_end_sessions(v_person.login);  -- what was opened until then
    PERFORM cs_audit.add_event('SESSIONS_ENDED', 'INFO', v_person.login, format('%s ended by %s.', v_ended, session_user), 'FUNCTION',
                               NULL, current_setting('cs.station', true), inet_client_addr());
    RETURN v_ended;
END
$function$;
COMMENT ON FUNCTION cs_adm.end_sessions IS
    'Ends all sessions of a person; the caller''s own connection stays, to be told how many connections it were';
GRANT EXECUTE ON FUNCTION cs_adm.end_sessions TO cs_admin;
