CREATE FUNCTION cs_adm.demand_own_session(p_signed_in_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- The station still knows the password: by connecting anew it would take up a session that was ended.
BEGIN
    -- Who ends sessions has cut the connections already and holds this row until the event is written. It is waited for
    -- and let go again: a person who kept it could not be disabled or locked out.
    BEGIN
        PERFORM FROM cs.person p WHERE p.login = session_user FOR SHARE;
        RAISE SQLSTATE 'CS000';
    EXCEPTION WHEN SQLSTATE 'CS000' THEN
        NULL;
    END;
    -- Of one person twenty events of a kind are kept each minute: more than anybody has stations.
    IF EXISTS (SELECT FROM cs_audit.security_event e
                WHERE e.login = session_user AND e.at > p_signed_in_at
                  AND (e.kind = 'SESSIONS_ENDED'
                       OR (e.kind = 'IDLE_SESSION_ENDED'
                           AND e.station = cs_adm.station_of(current_setting('application_name')))))
    THEN
        RAISE EXCEPTION 'Your session was ended by the server.' USING ERRCODE = 'CS440', DETAIL = 'session_ended',
            HINT = 'Sign in again.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.demand_own_session IS
    'Refuses the signed-in person whose session here an administrator or idleness ended after the sign-in (DOMAIN §9)';
GRANT EXECUTE ON FUNCTION cs_adm.demand_own_session TO cs_user;
