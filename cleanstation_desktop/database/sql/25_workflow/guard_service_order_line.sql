CREATE FUNCTION cs.guard_service_order_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_order cs.service_order;
BEGIN
    SELECT * INTO STRICT v_order FROM cs.service_order o WHERE o.id = NEW.service_order_id FOR SHARE;
    IF TG_OP = 'INSERT' THEN
        IF v_order.created_by IS DISTINCT FROM cs.current_person_id() OR v_order.created_at <> now() THEN
            RAISE EXCEPTION 'Lines are written with their service order.' USING ERRCODE = 'CS423', DETAIL = 'cart_sent';
        END IF;
        IF NOT EXISTS (SELECT FROM cs.item i WHERE i.number = NEW.item AND i.service_orderable AND i.state = 'ACTIVE') THEN
            RAISE EXCEPTION 'Item % cannot be ordered for service.', NEW.item
                USING ERRCODE = 'CS422', DETAIL = 'not_orderable', COLUMN = 'item';
        END IF;
        NEW.approved_quantity := NULL;
        RETURN NEW;
    END IF;
    IF v_order.state <> 'PENDING' OR (NEW.service_order_id, NEW.item, NEW.quantity)
       IS DISTINCT FROM (OLD.service_order_id, OLD.item, OLD.quantity) THEN
        RAISE EXCEPTION 'Only the approved quantity of a pending service order changes.'
            USING ERRCODE = 'CS423', DETAIL = 'line_frozen';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_service_order_line IS 'Orderable items only; procurement may change the approved quantity while pending';
