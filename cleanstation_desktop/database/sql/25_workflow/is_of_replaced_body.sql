CREATE FUNCTION cs.is_of_replaced_body(p_nonconformance bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM cs.nonconformance n
                     JOIN cs.inspection i ON i.id = n.inspection_id
                     JOIN cs.build b ON b.id = n.build_id
                    WHERE n.id = p_nonconformance AND i.cycle < b.cycle)
$function$;
COMMENT ON FUNCTION cs.is_of_replaced_body IS
    'Whether a nonconformance was found on a body that was replaced since: its rework is not asked for any more';
