CREATE FUNCTION cs.nonconformances_of(p_inspection bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- How many there are is no secret: without it a sheet could not say that it shows less than there is.
    SELECT c.id FROM cs.nonconformance c WHERE c.inspection_id = p_inspection
     UNION
    SELECT c.id FROM cs.nonconformance c WHERE c.verified_by_inspection_id = p_inspection
     UNION
    SELECT e.id
      FROM (SELECT CASE WHEN a.outcome = 'FAIL' THEN cs.concession_of(i.id) END AS id
              FROM cs.inspection_item i JOIN cs.answer a ON a.inspection_item_id = i.id
             WHERE i.inspection_id = p_inspection) e
     WHERE e.id IS NOT NULL
$function$;
COMMENT ON FUNCTION cs.nonconformances_of IS
    'Nonconformances that an inspection opened or verified, and those that concede a failure of it, also those that the '
    'signed-in person may not read (DOMAIN §2, §8)';
