CREATE FUNCTION cs.verified_by_passing(p_inspection bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT n.id
      FROM cs.inspection i
      JOIN cs.nonconformance n ON n.build_id = i.build_id AND n.state = 'DISPOSITIONED'
      JOIN cs.inspection earlier ON earlier.id = n.inspection_id AND earlier.kind = i.kind AND earlier.attempt < i.attempt
     WHERE i.id = p_inspection AND cs.is_carried_out(n.id)
$function$;
COMMENT ON FUNCTION cs.verified_by_passing IS
    'Nonconformances that a pass of this inspection verifies: decided upon, found by an earlier attempt, carried out (DOMAIN §1)';
