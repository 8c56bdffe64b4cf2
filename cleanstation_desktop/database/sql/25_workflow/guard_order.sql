CREATE FUNCTION cs.guard_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.want_date <> OLD.want_date THEN
        IF NEW.want_date <= cs.plant_today() THEN
            RAISE EXCEPTION 'The want date must be in the future.'
                USING ERRCODE = 'CS422', DETAIL = 'want_date_past', COLUMN = 'want_date';
        END IF;
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    PERFORM cs.demand_open_order(OLD.id);
    IF (NEW.id, NEW.created_at, NEW.created_by) IS DISTINCT FROM (OLD.id, OLD.created_at, OLD.created_by) THEN
        RAISE EXCEPTION 'The origin of an order never changes.' USING ERRCODE = 'CS403', DETAIL = 'fixed_column';
    END IF;
    -- Documents that were printed and signed name these; after the first approval only date and notes are free.
    IF (NEW.po_number, NEW.customer_name, NEW.project_name, NEW.sales_person, NEW.language)
       IS DISTINCT FROM (OLD.po_number, OLD.customer_name, OLD.project_name, OLD.sales_person, OLD.language)
       AND EXISTS (SELECT FROM cs.bom_revision r JOIN cs.build b ON b.id = r.build_id
                    WHERE b.order_id = OLD.id AND r.state = 'APPROVED') THEN
        RAISE EXCEPTION 'After BOM approval only want date, notes and documents change freely.'
            USING ERRCODE = 'CS423', DETAIL = 'order_approved', HINT = 'Make a change request for the build.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_order IS 'What of an order may change, and until when (DOMAIN §3, Changes)';
