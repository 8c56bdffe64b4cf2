CREATE FUNCTION cs_adm.role_demand_person(p_login text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- Never the owner roles, a superuser or anybody who was not made by cs_adm.role_create.
    IF NOT EXISTS (
        SELECT FROM pg_roles u
          JOIN pg_auth_members m ON m.member = u.oid JOIN pg_roles g ON g.oid = m.roleid
         WHERE u.rolname = p_login AND g.rolname = 'cs_person'
           AND NOT (u.rolsuper OR u.rolcreaterole OR u.rolcreatedb OR u.rolbypassrls OR u.rolreplication))
    THEN
        RAISE EXCEPTION '% is no login of a person.', p_login
            USING ERRCODE = 'CS403', DETAIL = 'no_person_login', HINT = 'Only logins made by this application can be changed.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.role_demand_person IS 'Refuses every role that is not the login of a person';
