CREATE FUNCTION cs.demand_build_of_order(p_order bigint, p_build bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF p_build IS NOT NULL AND NOT EXISTS (SELECT FROM cs.build b WHERE b.id = p_build AND b.order_id = p_order) THEN
        RAISE EXCEPTION 'That build does not belong to this order.'
            USING ERRCODE = 'CS422', DETAIL = 'other_order', COLUMN = 'build_id';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs.demand_build_of_order IS 'Refuses a row about an order that names a build of another one; null names none';
