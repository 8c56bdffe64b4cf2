CREATE FUNCTION cs_adm.who_am_i(
    OUT id bigint, OUT login text, OUT full_name text, OUT initials text, OUT language text, OUT must_change_password boolean,
    OUT break_glass boolean, OUT roles text[]
) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT p.id, p.login, p.full_name, p.initials, p.language, p.must_change_password, p.break_glass,
           ARRAY(SELECT r.role FROM cs.person_role r
                  WHERE r.person_id = p.id AND r.state = 'GRANTED' AND pg_has_role(session_user, r.role, 'MEMBER')
                  ORDER BY r.role)
      FROM cs.person p
     WHERE p.login = session_user AND p.state = 'ACTIVE'
$function$;
COMMENT ON FUNCTION cs_adm.who_am_i IS 'The signed-in person and the roles that he or she holds now; no row for everybody else';
GRANT EXECUTE ON FUNCTION cs_adm.who_am_i TO cs_person;
