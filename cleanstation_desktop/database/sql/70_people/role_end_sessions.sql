CREATE FUNCTION cs_adm.role_end_sessions(p_login text, p_processes integer[] DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_ended integer;
BEGIN
    PERFORM cs_adm.role_demand_person(p_login);
    -- A transaction goes on seeing the sessions that it saw first.
    PERFORM pg_stat_clear_snapshot();
    SELECT count(*) FILTER (WHERE pg_terminate_backend(a.pid)) INTO v_ended
      FROM pg_stat_activity a
     WHERE a.usename = p_login AND a.pid <> pg_backend_pid() AND (p_processes IS NULL OR a.pid = ANY (p_processes));
    RETURN v_ended;
END
$function$;
COMMENT ON FUNCTION cs_adm.role_end_sessions IS
    'Ends the open sessions of a person, all or those of the named server processes; returns how many';
GRANT EXECUTE ON FUNCTION cs_adm.role_end_sessions TO cs_owner;
