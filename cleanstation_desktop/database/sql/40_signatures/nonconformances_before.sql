CREATE FUNCTION cs.nonconformances_before(p_inspection bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT n.id
      FROM cs.inspection i
      JOIN cs.nonconformance n ON n.build_id = i.build_id AND n.state <> 'CLOSED'
     WHERE i.id = p_inspection AND i.kind = 'SINK_QUALITY'
       AND n.id NOT IN (SELECT cs.verified_by_passing(i.id))
$function$;
COMMENT ON FUNCTION cs.nonconformances_before IS
    'Nonconformances that must be closed before a final QC is signed as passed: all of the build but those that this very pass '
    'verifies (DOMAIN §3). Also those that the signed-in person may not read';
