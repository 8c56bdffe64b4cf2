CREATE FUNCTION cs.approved_configuration(p_build bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT c.body
      FROM cs.bom_revision r JOIN cs.configuration c ON c.id = r.configuration_id
     WHERE r.build_id = p_build AND r.state = 'APPROVED'
     ORDER BY r.revision DESC LIMIT 1
$function$;
COMMENT ON FUNCTION cs.approved_configuration IS 'Configuration behind the newest approved BOM of a build';
