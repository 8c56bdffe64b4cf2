CREATE FUNCTION cs_adm.raise_alarm(
    p_kind text, p_person cs.person, p_detail text, p_source text, p_at timestamptz, p_client inet, p_backend_pid integer,
    p_station text
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
-- The event is kept for each session; everybody is told once in a quarter of an hour.
DECLARE
    v_told boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cs alarm ' || p_person.login, 0));
    IF EXISTS (SELECT FROM cs_audit.security_event e
                WHERE e.login = p_person.login AND e.kind = p_kind AND e.backend_pid = p_backend_pid
                  AND e.at BETWEEN p_at - interval '2 minutes' AND p_at + interval '2 minutes')
    THEN
        RETURN;  -- told by the client and by the server's log: once is enough
    END IF;
    v_told := EXISTS (SELECT FROM cs_audit.security_event e
                       WHERE e.login = p_person.login AND e.kind = p_kind AND e.at > p_at - interval '15 minutes');
    PERFORM cs_audit.add_event(p_kind, 'ALARM', p_person.login, p_detail, p_source, p_at, p_station, p_client, NULL, p_backend_pid);
    IF v_told THEN
        RETURN;
    END IF;
    INSERT INTO cs.notification (person_id, kind, record, facts, at)
    SELECT p.id, p_kind, 'person:' || p_person.id,
           jsonb_build_object('login', p_person.login, 'at', p_at, 'client', host(p_client), 'station', p_station), clock_timestamp()
      FROM cs.person p WHERE p.state = 'ACTIVE';
    INSERT INTO cs.mail_outbox (recipient, subject, body, next_try_at, created_at)
    SELECT DISTINCT p.email, 'CleanStation alarm: ' || p_kind,
           format(E'%s\nLogin: %s\nTime (UTC): %s\nAddress: %s\nStation: %s\n', p_detail, p_person.login,
                  to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), coalesce(host(p_client), 'unknown'),
                  coalesce(nullif(p_station, ''), 'unknown')),
           clock_timestamp(), clock_timestamp()
      FROM cs.person p JOIN cs.person_role r ON r.person_id = p.id
     WHERE r.role = 'cs_admin' AND p.state = 'ACTIVE' AND p.email IS NOT NULL;
END
$function$;
COMMENT ON FUNCTION cs_adm.raise_alarm IS 'Security event, notice to everybody, and mail to the administrators with an address (DOMAIN §2)';
