CREATE FUNCTION cs.check_new_service_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM cs.service_order_line l WHERE l.service_order_id = NEW.id) THEN
        RAISE EXCEPTION 'A service order names at least one part.'
            USING ERRCODE = 'CS422', DETAIL = 'no_lines', COLUMN = 'lines';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.check_new_service_order IS 'At commit: a service order has its lines (DOMAIN §7)';
