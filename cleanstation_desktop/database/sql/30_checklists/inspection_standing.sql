CREATE FUNCTION cs.inspection_standing(p_inspection bigint, OUT missing integer, OUT failed integer)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT count(*) FILTER (WHERE i.required AND a.id IS NULL),
           -- A failure with a signed concession is accepted as it is (DOMAIN §1, nonconformance).
           count(*) FILTER (WHERE a.outcome = 'FAIL' AND NOT cs.is_conceded(i.id))
      FROM cs.inspection_item i
      LEFT JOIN cs.answer a ON a.inspection_item_id = i.id
     WHERE i.inspection_id = p_inspection
$function$;
COMMENT ON FUNCTION cs.inspection_standing IS 'Required items without an answer, and failures without a concession';
