CREATE FUNCTION cs.demand_open_order(p_order bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF EXISTS (SELECT FROM cs.order_progress p WHERE p.order_id = p_order AND p.status IN ('SHIPPED', 'CANCELLED')) THEN
        RAISE EXCEPTION 'Every build of this order is shipped or cancelled.'
            USING ERRCODE = 'CS423', DETAIL = 'order_closed', HINT = 'Nothing of it changes any more; comments can be added.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs.demand_open_order IS
    'Refuses changes of an order that has no build left to ship (DOMAIN §3, Changes: freely until shipped)';
