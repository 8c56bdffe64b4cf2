CREATE FUNCTION cs_adm.open_sessions(
    OUT person_id bigint, OUT login text, OUT full_name text, OUT station text, OUT client inet, OUT since timestamptz,
    OUT last_active timestamptz, OUT connections integer
) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM cs_adm.demand_admin();
    -- By person and station: a client holds several connections, and one of them follows the change feed.
    RETURN QUERY
    SELECT p.id, p.login, p.full_name, o.station, o.client, min(o.since), max(o.active_at), count(*)::integer
      FROM cs_adm.open_connections() o JOIN cs.person p ON p.login = o.login
     GROUP BY p.id, o.station, o.client
     ORDER BY p.full_name, o.station;
END
$function$;
COMMENT ON FUNCTION cs_adm.open_sessions IS 'Who is signed in where, since when and last active; for administrators';
GRANT EXECUTE ON FUNCTION cs_adm.open_sessions TO cs_admin;
