CREATE FUNCTION cs_adm.unlock_by_badge(p_badge_sha256 bytea, p_pin_hash text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- Opens nothing by itself: the session is there already. So it says no more than yes or no, and refusing is no error:
-- an error would take its count of failures back.
DECLARE
    c_failures CONSTANT integer := 5;            -- DOMAIN §9
    c_within CONSTANT interval := '15 minutes';
    v_now timestamptz := clock_timestamp();
    v_person cs.person;
    v_badge cs.person_badge;
    v_count integer;
    v_station text := current_setting('cs.station', true);
BEGIN
    SELECT * INTO v_person FROM cs.person p WHERE p.login = session_user;
    -- Tries of the same person wait for each other: else as many as there are connections would count as one.
    SELECT * INTO v_badge FROM cs.person_badge b WHERE b.person_id = v_person.id FOR UPDATE;
    IF v_badge.locked_until > v_now THEN
        PERFORM cs_audit.add_event('UNLOCK_REFUSED', 'WARNING', session_user::text, 'Badge and PIN are locked for a while.',
                                   'FUNCTION', NULL, v_station, inet_client_addr());
        RETURN 'LOCKED';
    END IF;
    IF v_person.state = 'ACTIVE' AND coalesce(v_person.locked_until <= v_now, true) AND NOT v_person.break_glass
       AND v_badge.badge_sha256 = p_badge_sha256
       AND split_part(convert_from(v_badge.pin_verifier, 'UTF8'), '$', 6) = p_pin_hash THEN
        UPDATE cs.person_badge b SET failures = 0, failed_at = NULL, locked_until = NULL, version = b.version + 1
         WHERE b.person_id = v_person.id AND b.failures > 0;
        RETURN 'OPEN';
    END IF;
    v_count := CASE WHEN v_badge.failed_at > v_now - c_within THEN v_badge.failures ELSE 0 END + 1;
    UPDATE cs.person_badge b
       SET failures = v_count % c_failures, failed_at = v_now, version = b.version + 1,
           locked_until = CASE WHEN v_count >= c_failures THEN v_now + c_within END
     WHERE b.person_id = v_person.id;
    IF FOUND AND v_count >= c_failures THEN
        PERFORM cs_audit.add_event('BADGE_LOCKED_OUT', 'ALARM', session_user::text,
                                   format('%s times badge or PIN were wrong within 15 minutes.', v_count), 'FUNCTION', NULL,
                                   v_station, inet_client_addr());
        RETURN 'LOCKED';
    END IF;
    PERFORM cs_audit.add_event('UNLOCK_REFUSED', 'WARNING', session_user::text, 'Badge or PIN did not open the screen.',
                               'FUNCTION', NULL, v_station, inet_client_addr());
    RETURN 'REFUSED';
END
$function$;
COMMENT ON FUNCTION cs_adm.unlock_by_badge IS
    'Whether badge and PIN are the signed-in person''s own, to open a locked screen; no sign-in, no signature (DOMAIN §9)';
GRANT EXECUTE ON FUNCTION cs_adm.unlock_by_badge TO cs_user;
