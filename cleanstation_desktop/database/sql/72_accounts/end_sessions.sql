CREATE FUNCTION cs_adm.end_sessions(p_person_id bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id);
    v_ended integer := cs_adm.role_end_sessions(v_person.login);
BEGIN
    PERFORM cs_audit.add_event('SESSIONS_ENDED', 'INFO', v_person.login, format('%s ended by %s.', v_ended, session_user), 'FUNCTION',
                               NULL, current_setting('cs.station', true), inet_client_addr());
    RETURN v_ended;
END
$function$;
COMMENT ON FUNCTION cs_adm.end_sessions IS 'Ends all open sessions of a person but the caller''s own; returns how many';
GRANT EXECUTE ON FUNCTION cs_adm.end_sessions TO cs_admin;
