CREATE FUNCTION cs_adm.role_set_group(p_login text, p_group text, p_member boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM cs_adm.role_demand_person(p_login);
    IF p_group IS NULL
       OR p_group <> ALL (ARRAY['cs_coordinator', 'cs_procurement', 'cs_qc', 'cs_assembler', 'cs_service', 'cs_admin'])
    THEN
        RAISE EXCEPTION 'There is no such role.' USING ERRCODE = 'CS422', DETAIL = 'unknown_role', COLUMN = 'roles',
            HINT = 'Choose one of the six roles.';
    END IF;
    EXECUTE format(CASE WHEN p_member THEN 'GRANT %I TO %I' ELSE 'REVOKE %I FROM %I' END, p_group, p_login);
    -- A REVOKE of what another role has granted is only a warning, and the right stays.
    IF pg_has_role(p_login, p_group, 'MEMBER') <> p_member THEN
        RAISE EXCEPTION 'The role % of % could not be changed: another role granted it.', p_group, p_login
            USING ERRCODE = 'CS403', DETAIL = 'foreign_grant',
                  HINT = 'Ask the administrator of the server to revoke it, then try again.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.role_set_group IS 'Gives or takes a business role, and makes sure that it happened';
GRANT EXECUTE ON FUNCTION cs_adm.role_set_group TO cs_owner;
