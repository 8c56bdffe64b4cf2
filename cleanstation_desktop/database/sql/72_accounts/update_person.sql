CREATE FUNCTION cs_adm.update_person(
    p_person_id bigint, p_version integer, p_full_name text, p_initials text, p_language text, p_email text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id, p_version);
BEGIN
    IF p_initials IS DISTINCT FROM v_person.initials AND EXISTS (
           SELECT FROM cs.answer a WHERE a.answered_by = v_person.id
           UNION ALL SELECT FROM cs.signature s WHERE s.signer_id = v_person.id) THEN
        RAISE EXCEPTION 'These initials stand on records already.'
            USING ERRCODE = 'CS423', DETAIL = 'initials_used', COLUMN = 'initials',
                  HINT = 'Keep them; sheets must say the same whenever they are printed.';
    END IF;
    PERFORM cs_adm.check_details(p_full_name, p_initials, p_language, p_email);
    UPDATE cs.person p SET full_name = btrim(p_full_name), initials = p_initials, language = p_language, email = p_email,
                           version = p.version + 1
     WHERE p.id = v_person.id;
END
$function$;
COMMENT ON FUNCTION cs_adm.update_person IS 'Name, initials, language and mail address; what was signed keeps the name of its time';
GRANT EXECUTE ON FUNCTION cs_adm.update_person TO cs_admin;
