CREATE FUNCTION cs.current_person_id() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT p.id FROM cs.person p WHERE p.login = session_user
$function$;
COMMENT ON FUNCTION cs.current_person_id IS 'Key of the signed-in person; null for the server''s own roles';
