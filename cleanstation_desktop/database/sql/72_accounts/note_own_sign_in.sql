CREATE FUNCTION cs_adm.note_own_sign_in(p_station text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- Called by the client after each sign-in, so that the alarm does not hang on the server's log alone.
DECLARE
    v_person cs.person;
    v_since timestamptz;
BEGIN
    SELECT * INTO v_person FROM cs.person p WHERE p.login = session_user AND p.break_glass;
    IF FOUND THEN
        SELECT a.backend_start INTO v_since FROM pg_stat_get_activity(pg_backend_pid()) a;
        PERFORM cs_adm.raise_alarm('BREAK_GLASS_USED', v_person, 'The emergency account was used.', 'CLIENT',
                                   coalesce(v_since, clock_timestamp()), inet_client_addr(), pg_backend_pid(), left(p_station, 63));
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.note_own_sign_in IS 'Alarms when the signed-in person is the emergency account; nothing otherwise';
GRANT EXECUTE ON FUNCTION cs_adm.note_own_sign_in TO cs_person;
