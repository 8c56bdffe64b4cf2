CREATE FUNCTION cs_audit.report_refusal(
    p_kind text, p_sqlstate text, p_detail text, p_station text, p_backend_pid integer
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- Called by the client on a second connection: the refused transaction takes everything it wrote with it.
DECLARE
    v_twin bigint;
BEGIN
    IF p_kind NOT IN ('REFUSED', 'OUT_OF_ORDER', 'SIGNATURE_REFUSED', 'FROZEN') THEN
        RAISE EXCEPTION 'There is no such kind of refusal.' USING ERRCODE = 'CS422', DETAIL = 'bad_kind', COLUMN = 'kind';
    END IF;
    -- The server's log may have told of it first.
    SELECT e.id INTO v_twin FROM cs_audit.security_event e
     WHERE e.login = session_user AND e.source = 'SERVER_LOG' AND e.sqlstate = p_sqlstate AND e.backend_pid = p_backend_pid
       AND e.kind = p_kind AND cs_audit.is_same_text(e.detail, p_detail)
       AND e.at > clock_timestamp() - interval '1 minute'
       AND NOT EXISTS (SELECT FROM cs_adm.matched_refusal m WHERE m.event_id = e.id)
     ORDER BY e.at LIMIT 1;
    IF v_twin IS NOT NULL THEN
        INSERT INTO cs_adm.matched_refusal (event_id, at) VALUES (v_twin, clock_timestamp()) ON CONFLICT DO NOTHING;
        RETURN;
    END IF;
    PERFORM cs_audit.add_event(p_kind, 'WARNING', session_user::text, p_detail, 'CLIENT', NULL, p_station, inet_client_addr(),
                               p_sqlstate, p_backend_pid);
END
$function$;
COMMENT ON FUNCTION cs_audit.report_refusal IS
    'Records what was refused to the signed-in person; limited per minute, so that nobody fills the disk';
GRANT EXECUTE ON FUNCTION cs_audit.report_refusal TO cs_person;
