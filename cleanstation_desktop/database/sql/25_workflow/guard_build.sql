CREATE FUNCTION cs.guard_build() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_guards text[];
    v_guard text;
    v_open text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'ORDER_CREATED' OR NEW.cycle <> 1 THEN
            RAISE EXCEPTION 'A new build begins as ORDER_CREATED.' USING ERRCODE = 'CS412', DETAIL = 'new_status';
        END IF;
        -- The coordinator changes an order until a BOM of it is approved (DOMAIN §2).
        IF EXISTS (SELECT FROM cs.bom_revision r JOIN cs.build b ON b.id = r.build_id
                    WHERE b.order_id = NEW.order_id AND r.state = 'APPROVED')
           OR EXISTS (SELECT FROM cs.order_progress p WHERE p.order_id = NEW.order_id AND p.status = 'CANCELLED') THEN
            RAISE EXCEPTION 'After BOM approval an order gets no more builds.'
                USING ERRCODE = 'CS423', DETAIL = 'order_approved', HINT = 'Enter another order for it.';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.build_number <> OLD.build_number THEN
        IF to_jsonb(NEW) - '{build_number,version}'::text[] <> to_jsonb(OLD) - '{build_number,version}'::text[] THEN
            RAISE EXCEPTION 'A build number is corrected by itself.' USING ERRCODE = 'CS403', DETAIL = 'fixed_column';
        END IF;
        IF OLD.status <> 'ORDER_CREATED' OR EXISTS (
               SELECT FROM cs.bom_revision r JOIN cs.build b ON b.id = r.build_id
                WHERE b.order_id = OLD.order_id AND r.state = 'APPROVED') THEN
            RAISE EXCEPTION 'After BOM approval a build keeps its number.' USING ERRCODE = 'CS423', DETAIL = 'order_approved';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.order_id, NEW.position, NEW.cycle, NEW.created_at, NEW.created_by)
       IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.position, OLD.cycle, OLD.created_at, OLD.created_by) THEN
        RAISE EXCEPTION 'Place and origin of a build never change.' USING ERRCODE = 'CS403', DETAIL = 'fixed_column';
    END IF;
    IF NEW.status = OLD.status THEN
        RAISE EXCEPTION 'A build changes only by a move.' USING ERRCODE = 'CS412', DETAIL = 'no_move';
    END IF;
    IF NOT EXISTS (SELECT FROM cs.workflow_transition t WHERE t.from_status = OLD.status AND t.to_status = NEW.status) THEN
        RAISE EXCEPTION 'A build cannot go from % to %.', OLD.status, NEW.status
            USING ERRCODE = 'CS412', DETAIL = 'no_transition', HINT = 'See what may be done next with this build.';
    END IF;
    SELECT array_agg(DISTINCT t.guard ORDER BY t.guard) INTO v_guards FROM cs.workflow_transition t
     WHERE t.from_status = OLD.status AND t.to_status = NEW.status AND cs.has_role(t.role);
    IF v_guards IS NULL THEN
        RAISE EXCEPTION 'Your role may not move a build from % to %.', OLD.status, NEW.status
            USING ERRCODE = 'CS403', DETAIL = 'role_transition', HINT = 'Ask somebody whose role allows it.';
    END IF;
    -- One of several ways is enough: a build is cancelled by signature, or by a scrap disposition.
    FOREACH v_guard IN ARRAY v_guards LOOP
        v_open := cs.find_open_guard(v_guard, NEW, OLD);
        EXIT WHEN v_open IS NULL;
    END LOOP;
    IF v_open IS NOT NULL THEN
        RAISE EXCEPTION '%', v_open USING ERRCODE = 'CS412', DETAIL = v_guard, HINT = 'Do that first, then move the build.';
    END IF;
    NEW.held_from := CASE WHEN NEW.status = 'ON_HOLD_PARTS' THEN OLD.status END;
    IF NEW.status <> 'SHIPPED' AND NEW.shipped_on IS NOT NULL THEN
        RAISE EXCEPTION 'A shipping date is entered when the build is shipped.'
            USING ERRCODE = 'CS422', DETAIL = 'not_shipped', COLUMN = 'shipped_on';
    END IF;
    IF NEW.shipped_on NOT BETWEEN (OLD.created_at AT TIME ZONE 'UTC')::date - 1 AND cs.plant_today() THEN
        RAISE EXCEPTION 'A build leaves between the day it was ordered and today; % is not.', NEW.shipped_on
            USING ERRCODE = 'CS422', DETAIL = 'shipped_on', COLUMN = 'shipped_on', HINT = 'Enter the day on which it left.';
    END IF;
    IF NEW.status = 'SINK_BODY_EXTERNAL_PRODUCTION' AND OLD.status <> 'ORDER_CREATED' THEN
        -- The body is made anew: what was inspected on the old one no longer counts.
        NEW.cycle := OLD.cycle + 1;
    END IF;
    IF NEW.status = 'CANCELLED' AND char_length(btrim(coalesce(NEW.cancel_reason, ''))) < 3 THEN
        RAISE EXCEPTION 'Say why the build is cancelled.'
            USING ERRCODE = 'CS422', DETAIL = 'reason_required', COLUMN = 'cancel_reason';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_build IS 'Lets a build move only along DOMAIN §3: right role, closed guard; its number until a BOM of the order is approved';
