CREATE FUNCTION cs.latest_inspection(p_build bigint, p_kind text) RETURNS cs.inspection
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT n FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id
     WHERE n.build_id = p_build AND n.kind = p_kind AND n.cycle = b.cycle
     ORDER BY n.attempt DESC LIMIT 1
$function$;
COMMENT ON FUNCTION cs.latest_inspection IS 'Newest attempt of a form in the build''s present production cycle';
