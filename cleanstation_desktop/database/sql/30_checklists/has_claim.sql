CREATE FUNCTION cs.has_claim(p_build bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM cs.assembly_claim c
                    WHERE c.build_id = p_build AND c.person_id = cs.current_person_id() AND c.ended_at IS NULL)
$function$;
COMMENT ON FUNCTION cs.has_claim IS 'Whether the signed-in person works on the build at the moment';
