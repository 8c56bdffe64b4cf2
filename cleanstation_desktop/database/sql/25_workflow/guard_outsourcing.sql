CREATE FUNCTION cs.guard_outsourcing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.item := cs.bom_item_at(NEW.build_id, NEW.path);
        SELECT b.cycle INTO STRICT NEW.cycle FROM cs.build b WHERE b.id = NEW.build_id;
        NEW.state := 'MARKED';
        NEW.received_at := NULL;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('RECEIVED', 'DROPPED') OR (NEW.build_id, NEW.path, NEW.item, NEW.cycle)
       IS DISTINCT FROM (OLD.build_id, OLD.path, OLD.item, OLD.cycle) THEN
        RAISE EXCEPTION 'This outsourced line is closed.' USING ERRCODE = 'CS423', DETAIL = 'outsourcing_closed';
    END IF;
    NEW.received_at := CASE WHEN NEW.state = 'RECEIVED' THEN now() END;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_outsourcing IS 'Outsourced lines name a line of the approved BOM and are received once';
