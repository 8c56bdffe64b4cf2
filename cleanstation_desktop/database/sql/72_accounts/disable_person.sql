CREATE FUNCTION cs_adm.disable_person(p_person_id bigint, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id, p_version, p_hold => false);
BEGIN
    PERFORM cs_adm.demand_other(v_person);
    -- With the sessions goes whatever they hold, the row of the person say, so that nobody can hold this off.
    PERFORM cs_adm.role_end_sessions(v_person.login);
    v_person := cs_adm.demand_person(p_person_id, p_version);
    PERFORM cs_adm.role_set_access(v_person.login, 'DISABLED');
    UPDATE cs.person p SET state = 'DISABLED', locked_until = NULL, version = p.version + 1 WHERE p.id = v_person.id;
    PERFORM cs_adm.end_claims(v_person.id, 'The person was disabled.');
    IF EXISTS (SELECT FROM cs.person_role r WHERE r.person_id = v_person.id AND r.role = 'cs_admin' AND r.state = 'GRANTED') THEN
        PERFORM cs_adm.demand_an_admin_left();
    END IF;
    -- Once more by the server's own jobs: somebody could sign in again until this transaction commits.
    PERFORM cs_adm.role_end_sessions(v_person.login);
END
$function$;
COMMENT ON FUNCTION cs_adm.disable_person IS 'Ends somebody else''s access, open sessions and claims; the person stays for the history';
GRANT EXECUTE ON FUNCTION cs_adm.disable_person TO cs_admin;
