CREATE FUNCTION cs.own_groups() RETURNS text[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT coalesce(array_agg(g.rolname::text ORDER BY g.rolname), '{}')
      FROM pg_roles g
     WHERE g.rolname LIKE 'cs\_%' AND NOT g.rolcanlogin AND pg_has_role(session_user, g.oid, 'MEMBER')
$function$;
COMMENT ON FUNCTION cs.own_groups IS 'Groups that the signed-in person holds';
