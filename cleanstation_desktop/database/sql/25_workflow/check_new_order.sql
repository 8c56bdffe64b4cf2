CREATE FUNCTION cs.check_new_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- Not more than ten: each has a place of its own from 1 to 10. That each is configured, cs.check_new_build sees to.
    IF NOT EXISTS (SELECT FROM cs.build b WHERE b.order_id = NEW.id) THEN
        RAISE EXCEPTION 'An order has 1 to 10 builds.' USING ERRCODE = 'CS422', DETAIL = 'build_count', COLUMN = 'builds';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.check_new_order IS 'At commit: an order has at least one build (DOMAIN §3, first row)';
