CREATE FUNCTION cs_adm.note_logged_refusal(p_entry jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_kind text := CASE p_entry ->> 'sqlstate' WHEN 'CS401' THEN 'SIGNATURE_REFUSED' WHEN 'CS412' THEN 'OUT_OF_ORDER'
                                               WHEN 'CS423' THEN 'FROZEN' WHEN 'CS451' THEN 'FROZEN' ELSE 'REFUSED' END;
    v_twin bigint;
BEGIN
    -- The cluster's log tells of all its databases.
    IF p_entry ->> 'database' IS DISTINCT FROM current_database() THEN
        RETURN;
    END IF;
    -- What the client has reported itself is not told twice; each report stands for one line, and says the same: with psql
    -- anybody can report what he likes.
    SELECT e.id INTO v_twin FROM cs_audit.security_event e
     WHERE e.login = p_entry ->> 'login' AND e.source = 'CLIENT' AND e.sqlstate = p_entry ->> 'sqlstate'
       AND e.kind = v_kind AND cs_audit.is_same_text(e.detail, p_entry ->> 'message')
       AND e.backend_pid = (p_entry ->> 'pid')::integer
       AND e.at BETWEEN p_at - interval '5 seconds' AND p_at + interval '1 minute'
       AND NOT EXISTS (SELECT FROM cs_adm.matched_refusal m WHERE m.event_id = e.id)
     ORDER BY e.at LIMIT 1;
    IF v_twin IS NOT NULL THEN
        INSERT INTO cs_adm.matched_refusal (event_id, at) VALUES (v_twin, clock_timestamp());
        RETURN;
    END IF;
    PERFORM cs_audit.add_event(
        v_kind, 'WARNING', p_entry ->> 'login', p_entry ->> 'message', 'SERVER_LOG', p_at, p_entry ->> 'application',
        CASE WHEN pg_input_is_valid(p_entry ->> 'client', 'inet') THEN (p_entry ->> 'client')::inet END,
        p_entry ->> 'sqlstate', (p_entry ->> 'pid')::integer);
END
$function$;
COMMENT ON FUNCTION cs_adm.note_logged_refusal IS
    'Records a refusal that the server logged, also one to psql, unless the client has reported it';
