CREATE FUNCTION cs_audit.add_event(
    p_kind text, p_severity text, p_login text, p_detail text, p_source text,
    p_at timestamptz DEFAULT NULL, p_station text DEFAULT '', p_client inet DEFAULT NULL, p_sqlstate text DEFAULT NULL,
    p_backend_pid integer DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
-- Everybody can cause refusals, as many as they like: of one login and kind a minute keeps twenty rows and one that says
-- that more were left out (the server's own log has them all). By source, so that nobody hides behind reports of his own, or
-- holds up what the server tells of him by a report in a transaction that stays open.
-- Alarms are always kept.
DECLARE
    c_per_minute CONSTANT integer := 20;
    v_at timestamptz := coalesce(p_at, clock_timestamp());
    v_login text := left(p_login, 63);
    v_count integer;
    v_id bigint;
BEGIN
    IF p_severity <> 'ALARM' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'cs security event', p_source, p_kind, v_login), 0));
        SELECT count(*) INTO v_count FROM cs_audit.security_event e
         WHERE e.login = v_login AND e.kind IN (p_kind, p_kind || '_MORE') AND e.source = p_source
           AND e.at >= date_trunc('minute', v_at) AND e.at < date_trunc('minute', v_at) + interval '1 minute';
        IF v_count > c_per_minute THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO cs_audit.security_event (at, kind, severity, login, station, client, sqlstate, detail, backend_pid, source)
    VALUES (v_at, CASE WHEN v_count = c_per_minute THEN p_kind || '_MORE' ELSE p_kind END, p_severity, v_login,
            left(coalesce(p_station, ''), 63), p_client, left(p_sqlstate, 5),
            CASE WHEN v_count = c_per_minute THEN 'More of the same in this minute are not listed.'
                 ELSE left(coalesce(p_detail, ''), 1000) END,
            p_backend_pid, p_source)
    RETURNING id INTO v_id;
    RETURN v_id;
END
$function$;
COMMENT ON FUNCTION cs_audit.add_event IS
    'Adds a security event, unless the same login has filled this minute''s share of that kind; returns its key or null';
