CREATE FUNCTION cs_adm.role_is_shut(p_login text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_login AND r.rolvaliduntil < '1971-01-01 00:00 UTC')
$function$;
COMMENT ON FUNCTION cs_adm.role_is_shut IS 'Whether a login was shut by cs_adm.role_set_access';
GRANT EXECUTE ON FUNCTION cs_adm.role_is_shut TO cs_owner;
