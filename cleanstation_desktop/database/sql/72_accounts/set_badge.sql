CREATE FUNCTION cs_adm.set_badge(p_person_id bigint, p_badge_sha256 bytea, p_pin_verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id);
BEGIN
    IF v_person.break_glass OR v_person.state <> 'ACTIVE' AND p_badge_sha256 IS NOT NULL THEN
        RAISE EXCEPTION 'Only active people have a badge, the emergency account none.'
            USING ERRCODE = 'CS403', DETAIL = 'no_badge', HINT = 'Enable the person first.';
    END IF;
    IF octet_length(p_badge_sha256) <> 32 OR (p_badge_sha256 IS NULL) <> (p_pin_verifier IS NULL) THEN
        RAISE EXCEPTION 'A badge comes with its digest and a PIN.' USING ERRCODE = 'CS422', DETAIL = 'bad_badge', COLUMN = 'badge';
    END IF;
    -- Never the PIN itself: it is short, and people use it elsewhere.
    IF p_pin_verifier !~ '^scrypt\$[0-9]{1,7}\$[0-9]{1,3}\$[0-9]{1,3}\$[0-9a-f]{32,128}\$[0-9a-f]{64,128}$' THEN
        RAISE EXCEPTION 'A PIN is kept as scrypt$n$r$p$salt$hash only.'
            USING ERRCODE = 'CS422', DETAIL = 'bad_pin_verifier', COLUMN = 'pin';
    END IF;
    INSERT INTO cs.person_badge (person_id, badge_sha256, pin_verifier, set_at)
    VALUES (v_person.id, p_badge_sha256, convert_to(p_pin_verifier, 'UTF8'), now())
    ON CONFLICT (person_id) DO UPDATE
       SET badge_sha256 = excluded.badge_sha256, pin_verifier = excluded.pin_verifier, set_at = excluded.set_at,
           failures = 0, failed_at = NULL, locked_until = NULL, version = cs.person_badge.version + 1;
    PERFORM cs_audit.add_event('BADGE_SET', 'INFO', v_person.login,
                               CASE WHEN p_badge_sha256 IS NULL THEN 'Taken back by ' ELSE 'Set by ' END || session_user,
                               'FUNCTION', NULL, current_setting('cs.station', true), inet_client_addr());
END
$function$;
COMMENT ON FUNCTION cs_adm.set_badge IS
    'Gives a person a badge and a PIN that open a locked screen, never a session or signature; nulls take both back';
GRANT EXECUTE ON FUNCTION cs_adm.set_badge TO cs_admin;
