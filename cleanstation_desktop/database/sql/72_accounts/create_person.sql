CREATE FUNCTION cs_adm.create_person(
    p_login text, p_full_name text, p_initials text, p_verifier text, p_roles text[], p_language text DEFAULT 'EN',
    p_email text DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_id bigint;
BEGIN
    PERFORM cs_adm.demand_admin();
    PERFORM cs_adm.check_details(p_full_name, p_initials, p_language, p_email);
    PERFORM cs_adm.check_roles(p_roles);
    PERFORM cs_adm.role_create(p_login, p_verifier);
    INSERT INTO cs.person (login, full_name, initials, language, email, password_set_at)
    VALUES (p_login, btrim(p_full_name), p_initials, p_language, p_email, now())
    RETURNING id INTO v_id;
    -- Not granted yet: the one-time password is known to two people until its owner has replaced it.
    INSERT INTO cs.person_role (person_id, role, state) SELECT DISTINCT v_id, r.role, 'PENDING' FROM unnest(p_roles) AS r (role);
    PERFORM cs_adm.keep_verifier(v_id, p_verifier);
    RETURN v_id;
END
$function$;
COMMENT ON FUNCTION cs_adm.create_person IS
    'A new person with a one-time password; the roles are granted when that is replaced. Returns the key';
GRANT EXECUTE ON FUNCTION cs_adm.create_person TO cs_admin;
