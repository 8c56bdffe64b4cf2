CREATE FUNCTION cs_adm.open_sessions(
    OUT person_id bigint, OUT login text, OUT full_name text, OUT application text, OUT client inet, OUT since timestamptz,
    OUT last_active timestamptz, OUT connections integer
) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM cs_adm.demand_admin();
    RETURN QUERY
    SELECT p.id, p.login, p.full_name, a.application_name, a.client_addr, min(a.backend_start),
           max(CASE WHEN a.state = 'active' THEN clock_timestamp() ELSE a.state_change END), count(*)::integer
      FROM pg_stat_activity a JOIN cs.person p ON p.login = a.usename
     WHERE a.datname = current_database()
     GROUP BY p.id, a.application_name, a.client_addr
     ORDER BY p.full_name, a.application_name;
END
$function$;
COMMENT ON FUNCTION cs_adm.open_sessions IS 'Who is signed in where, since when and last active; for administrators';
GRANT EXECUTE ON FUNCTION cs_adm.open_sessions TO cs_admin;
