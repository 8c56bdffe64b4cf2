CREATE FUNCTION cs.assemblers(OUT id bigint, OUT full_name text, OUT initials text) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT p.id, p.full_name, p.initials
      FROM cs.person p JOIN cs.person_role r ON r.person_id = p.id
     WHERE r.role = 'cs_assembler' AND r.state = 'GRANTED' AND p.state = 'ACTIVE'
     ORDER BY p.full_name, p.id
$function$;
COMMENT ON FUNCTION cs.assemblers IS
    'Active assemblers, to hand a build over to: who holds which role is otherwise for the admin (DOMAIN §2)';
GRANT EXECUTE ON FUNCTION cs.assemblers() TO cs_assembler;
