CREATE FUNCTION cs.guard_outsourcing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_stands text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.item := cs.bom_item_at(NEW.build_id, NEW.path);
        SELECT b.cycle INTO STRICT NEW.cycle FROM cs.build b WHERE b.id = NEW.build_id;
        NEW.state := 'MARKED';
        NEW.received_at := NULL;
        RETURN NEW;
    END IF;
    -- After an approved change a line goes where its item stands now, when it stands no more where it stood, and nothing
    -- else of the line changes with it.
    IF NEW.path <> OLD.path AND OLD.state <> 'DROPPED'
       AND (NEW.build_id, NEW.item, NEW.cycle, NEW.state, NEW.supplier, NEW.expected_on, NEW.received_at)
           IS NOT DISTINCT FROM
           (OLD.build_id, OLD.item, OLD.cycle, OLD.state, OLD.supplier, OLD.expected_on, OLD.received_at) THEN
        SELECT array_agg(l.path) INTO v_stands
          FROM cs.bom_line l
         WHERE l.item = OLD.item AND l.bom_revision_id = (
               SELECT r.id FROM cs.bom_revision r WHERE r.build_id = OLD.build_id AND r.state = 'APPROVED'
                ORDER BY r.revision DESC LIMIT 1);
        IF NEW.path = ANY (v_stands) AND OLD.path <> ALL (v_stands) THEN
            RETURN NEW;
        END IF;
    END IF;
    IF OLD.state IN ('RECEIVED', 'DROPPED') OR (NEW.build_id, NEW.path, NEW.item, NEW.cycle)
       IS DISTINCT FROM (OLD.build_id, OLD.path, OLD.item, OLD.cycle) THEN
        RAISE EXCEPTION 'This outsourced line is closed.' USING ERRCODE = 'CS423', DETAIL = 'outsourcing_closed';
    END IF;
    NEW.received_at := CASE WHEN NEW.state = 'RECEIVED' THEN now() END;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_outsourcing IS
    'Outsourced lines name a line of the approved BOM, go with it at a change, and are received once';
