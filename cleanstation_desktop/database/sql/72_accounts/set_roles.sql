CREATE FUNCTION cs_adm.set_roles(p_person_id bigint, p_version integer, p_roles text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id, p_version);
    v_role record;
BEGIN
    PERFORM cs_adm.demand_other(v_person);
    PERFORM cs_adm.check_roles(p_roles);
    FOR v_role IN
        SELECT coalesce(old.role, new.role) AS role, old.state, new.role IS NOT NULL AS wanted
          FROM (SELECT r.role, r.state FROM cs.person_role r WHERE r.person_id = v_person.id) AS old
          FULL JOIN (SELECT DISTINCT w.role FROM unnest(p_roles) AS w (role)) AS new ON new.role = old.role
         WHERE old.role IS NULL OR new.role IS NULL
    LOOP
        IF v_role.wanted AND v_person.must_change_password THEN
            INSERT INTO cs.person_role (person_id, role, state) VALUES (v_person.id, v_role.role, 'PENDING');
        ELSIF v_role.wanted THEN
            PERFORM cs_adm.role_set_group(v_person.login, v_role.role, true);
            INSERT INTO cs.person_role (person_id, role, state) VALUES (v_person.id, v_role.role, 'GRANTED');
        ELSE
            IF v_role.state = 'GRANTED' THEN
                PERFORM cs_adm.role_set_group(v_person.login, v_role.role, false);
            END IF;
            DELETE FROM cs.person_role r WHERE r.person_id = v_person.id AND r.role = v_role.role;
            IF v_role.role = 'cs_assembler' THEN
                PERFORM cs_adm.end_claims(v_person.id, 'The person is no assembler any more.');
            END IF;
            IF v_role.role = 'cs_admin' AND v_role.state = 'GRANTED' THEN
                PERFORM cs_adm.demand_an_admin_left();
            END IF;
        END IF;
    END LOOP;
    UPDATE cs.person p SET version = p.version + 1 WHERE p.id = v_person.id;
END
$function$;
COMMENT ON FUNCTION cs_adm.set_roles IS 'The roles of somebody else, exactly these; never one''s own, never the last administrator''s';
GRANT EXECUTE ON FUNCTION cs_adm.set_roles TO cs_admin;
