CREATE FUNCTION cs_adm.note_log_unread(p_detail text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM cs_audit.security_event e
                    WHERE e.login = session_user AND e.kind = 'LOG_NOT_READ' AND e.at > now() - interval '1 day')
    THEN
        PERFORM cs_audit.add_event('LOG_NOT_READ', 'ALARM', session_user::text, p_detail, 'FUNCTION');
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.note_log_unread IS
    'Records, once a day, that the server''s log cannot be read: then nobody is locked out after failures';
GRANT EXECUTE ON FUNCTION cs_adm.note_log_unread TO cs_jobs;
