CREATE FUNCTION cs_adm.role_is_disabled(p_login text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_login AND NOT r.rolcanlogin)
$function$;
COMMENT ON FUNCTION cs_adm.role_is_disabled IS
    'Whether a login was disabled by cs_adm.role_set_access, not only locked for a while';
GRANT EXECUTE ON FUNCTION cs_adm.role_is_disabled TO cs_owner;
