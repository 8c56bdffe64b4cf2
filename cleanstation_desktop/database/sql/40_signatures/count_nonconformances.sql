CREATE FUNCTION cs.count_nonconformances(p_inspection bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Their number is no secret: without it a sheet could not say that it shows less than there is.
    SELECT count(*) FROM cs.nonconformance c WHERE p_inspection IN (c.inspection_id, c.verified_by_inspection_id)
$function$;
COMMENT ON FUNCTION cs.count_nonconformances IS
    'How many nonconformances an inspection opened or verified, also those that the signed-in person may not read (DOMAIN §2, §8)';
