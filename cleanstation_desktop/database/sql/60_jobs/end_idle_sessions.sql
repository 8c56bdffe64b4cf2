CREATE FUNCTION cs_adm.end_idle_sessions() RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1s'
AS $function$
-- By person and station: a client holds several connections, and one that rests must not end the work on another.
DECLARE
    v_hours numeric := coalesce((SELECT (s.value #>> '{}')::numeric FROM cs.setting s WHERE s.name = 'idle_session_hours'), 8);
    v_idle record;
    v_ended text[] := '{}';
BEGIN
    FOR v_idle IN
        SELECT o.login, o.station, array_agg(o.pid) AS processes, max(o.active_at) AS active_at
          FROM cs_adm.open_connections() o
         GROUP BY o.login, o.station, o.client
        HAVING max(o.active_at) < clock_timestamp() - v_hours * interval '1 hour'
    LOOP
        PERFORM cs_adm.role_end_sessions(v_idle.login, v_idle.processes);
        BEGIN
            -- Who connects anew meanwhile waits for the event, by which it is over for good (cs_adm.demand_own_session).
            PERFORM FROM cs.person p WHERE p.login = v_idle.login FOR NO KEY UPDATE;
        EXCEPTION WHEN lock_not_available THEN
            NULL;  -- held elsewhere: that nobody waits for it keeps nothing open
        END;
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
