CREATE FUNCTION cs.check_new_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_order bigint := NEW.id;
    v_bad text;
BEGIN
    IF (SELECT count(*) FROM cs.build b WHERE b.order_id = v_order) NOT BETWEEN 1 AND 10 THEN
        RAISE EXCEPTION 'An order has 1 to 10 builds.' USING ERRCODE = 'CS422', DETAIL = 'build_count', COLUMN = 'builds';
    END IF;
    SELECT b.build_number INTO v_bad FROM cs.build b
     WHERE b.order_id = v_order AND NOT EXISTS (SELECT FROM cs.bom_revision r WHERE r.build_id = b.id) LIMIT 1;
    IF v_bad IS NOT NULL THEN
        RAISE EXCEPTION 'Build % has no configuration and BOM.', v_bad
            USING ERRCODE = 'CS412', DETAIL = 'not_configured';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.check_new_order IS 'At commit: an order is complete and every build configured (DOMAIN §3, first row)';
