CREATE FUNCTION cs.guard_service_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.number := cs.running_number('SO', NEW.id);
        NEW.state := 'PENDING';
        RETURN NEW;
    END IF;
    IF (NEW.number, NEW.note, NEW.created_at, NEW.created_by)
       IS DISTINCT FROM (OLD.number, OLD.note, OLD.created_at, OLD.created_by)
       OR (OLD.state, NEW.state) NOT IN (('PENDING', 'APPROVED'), ('PENDING', 'REJECTED'), ('APPROVED', 'FULFILLED')) THEN
        RAISE EXCEPTION 'A service order cannot go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'CS412', DETAIL = 'service_order_transition';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_service_order IS 'PENDING to APPROVED to FULFILLED, or to REJECTED with a reason (DOMAIN §7)';
