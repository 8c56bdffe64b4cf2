CREATE FUNCTION cs.follow_service_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    INSERT INTO cs.service_order_step (service_order_id, state, person_id, at)
    VALUES (NEW.id, NEW.state, cs.current_person_id(), clock_timestamp());
    -- Procurement learns of a request, who requested it of every step after.
    INSERT INTO cs.notification (person_id, role, kind, record, facts, at)
    SELECT CASE WHEN NEW.state <> 'PENDING' THEN NEW.created_by END, CASE WHEN NEW.state = 'PENDING' THEN 'cs_procurement' END,
           'SERVICE_ORDER_' || NEW.state, 'service_order:' || NEW.id,
           jsonb_build_object('number', NEW.number, 'reason', NEW.reject_reason), now()
     WHERE NEW.state = 'PENDING' OR NEW.created_by IS NOT NULL;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.follow_service_order IS
    'What a step of a service order brings with it: its time and person, and notices (DOMAIN §7)';
