CREATE FUNCTION cs.order_of_record(p_kind text, p_id bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT b.order_id FROM cs.build b WHERE b.id = cs.build_of_record(p_kind, p_id)
$function$;
COMMENT ON FUNCTION cs.order_of_record IS 'Order that a signed record belongs to';
