CREATE FUNCTION cs_adm.open_connections(
    OUT login text, OUT pid integer, OUT station text, OUT client inet, OUT since timestamptz, OUT active_at timestamptz
) RETURNS SETOF record
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    -- A connection that only follows the change feed asks by itself and is no sign of anybody being there.
    SELECT p.login, a.pid, cs_adm.station_of(a.application_name), a.client_addr, a.backend_start,
           CASE WHEN a.application_name LIKE 'cleanstation-feed/%' THEN a.backend_start
                WHEN a.state = 'active' THEN clock_timestamp()
                ELSE greatest(a.state_change, a.backend_start) END
      FROM cs.person p JOIN pg_stat_activity a ON a.usename = p.login
     WHERE a.datname = current_database()
$function$;
COMMENT ON FUNCTION cs_adm.open_connections IS
    'Connections of people to this database: at which station, since when, and when something was last done on each';
