CREATE FUNCTION cs_adm.create_break_glass(p_login text, p_full_name text, p_initials text, p_verifier text, p_email text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- Granted to nobody: the installer runs it, once.
DECLARE
    v_id bigint;
BEGIN
    PERFORM cs_adm.demand_admin();
    PERFORM cs_adm.check_details(p_full_name, p_initials, 'EN', p_email);
    LOCK TABLE cs.person_role IN SHARE UPDATE EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM cs.person p WHERE p.break_glass) THEN
        RAISE EXCEPTION 'There is an emergency account already.' USING ERRCODE = 'CS403', DETAIL = 'break_glass_exists',
            HINT = 'Reset its password instead.';
    END IF;
    PERFORM cs_adm.role_create(p_login, p_verifier);
    PERFORM cs_adm.role_set_group(p_login, 'cs_admin', true);
    INSERT INTO cs.person (login, full_name, initials, email, break_glass, must_change_password, password_set_at)
    VALUES (p_login, btrim(p_full_name), p_initials, p_email, true, false, now())
    RETURNING id INTO v_id;
    INSERT INTO cs.person_role (person_id, role, state) VALUES (v_id, 'cs_admin', 'GRANTED');
    PERFORM cs_adm.keep_verifier(v_id, p_verifier);
    RETURN v_id;
END
$function$;
COMMENT ON FUNCTION cs_adm.create_break_glass IS
    'The sealed emergency administrator: never locked out, each use alarms everybody (DOMAIN §2)';
