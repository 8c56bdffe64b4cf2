CREATE FUNCTION cs_adm.enable_person(p_person_id bigint, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id, p_version);
BEGIN
    PERFORM cs_adm.demand_other(v_person);
    PERFORM cs_adm.role_set_access(v_person.login, 'OPEN');
    UPDATE cs.person p SET state = 'ACTIVE', locked_until = NULL, version = p.version + 1 WHERE p.id = v_person.id;
END
$function$;
COMMENT ON FUNCTION cs_adm.enable_person IS 'Lets a disabled person sign in again, with the password and roles of before';
GRANT EXECUTE ON FUNCTION cs_adm.enable_person TO cs_admin;
