CREATE FUNCTION cs.has_role(p_group text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT pg_has_role(session_user, p_group, 'MEMBER')
$function$;
COMMENT ON FUNCTION cs.has_role IS
    'Whether the signed-in person holds a group; asks session_user, so that SET ROLE changes nothing';
