CREATE FUNCTION cs_adm.end_idle_sessions() RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- By person and station: a client holds several connections, and one that rests must not end the work on another.
-- A connection that only follows the change feed asks by itself and is no sign of anybody being there.
DECLARE
    v_hours numeric := coalesce((SELECT (s.value #>> '{}')::numeric FROM cs.setting s WHERE s.name = 'idle_session_hours'), 8);
    v_idle record;
    v_ended text[] := '{}';
BEGIN
    FOR v_idle IN
        SELECT p.login, x.station, array_agg(x.pid) AS processes, max(x.active_at) AS active_at
          FROM cs.person p
          JOIN (SELECT a.usename, a.pid, a.client_addr,
                       CASE WHEN a.application_name LIKE 'cleanstation%/%' THEN split_part(a.application_name, '/', 2)
                            ELSE a.application_name END AS station,
                       CASE WHEN a.application_name LIKE 'cleanstation-feed/%' THEN a.backend_start
                            WHEN a.state = 'active' THEN clock_timestamp()
                            ELSE greatest(a.state_change, a.backend_start) END AS active_at
                  FROM pg_stat_activity a WHERE a.datname = current_database()) AS x ON x.usename = p.login
         GROUP BY p.login, x.station, x.client_addr
        HAVING max(x.active_at) < clock_timestamp() - v_hours * interval '1 hour'
    LOOP
        PERFORM cs_adm.role_end_sessions(v_idle.login, v_idle.processes);
        PERFORM cs_audit.add_event('IDLE_SESSION_ENDED', 'INFO', v_idle.login,
                                   format('Nothing was done since %s UTC.', to_char(v_idle.active_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')),
                                   'FUNCTION', NULL, v_idle.station);
        v_ended := v_ended || v_idle.login;
    END LOOP;
    RETURN v_ended;
END
$function$;
COMMENT ON FUNCTION cs_adm.end_idle_sessions IS
    'Ends what a person has open at a station where nothing was done for the set hours (DOMAIN §9); returns whose';
GRANT EXECUTE ON FUNCTION cs_adm.end_idle_sessions TO cs_jobs;
