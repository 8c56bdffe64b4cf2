CREATE FUNCTION cs.guard_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    c_most CONSTANT integer := 1000;
    c_bytes CONSTANT bigint := 1073741824;
    v_form cs.inspection;
    v_state text;
BEGIN
    PERFORM cs.demand_open_order(NEW.order_id);
    IF TG_OP = 'INSERT' THEN
        PERFORM cs.demand_build_of_order(NEW.order_id, NEW.build_id);
        IF NEW.answer_id IS NOT NULL THEN
            SELECT n.* INTO v_form
              FROM cs.answer a
              JOIN cs.inspection_item i ON i.id = a.inspection_item_id
              JOIN cs.inspection n ON n.id = i.inspection_id
              JOIN cs.build b ON b.id = n.build_id
             WHERE a.id = NEW.answer_id AND b.order_id = NEW.order_id AND b.id = coalesce(NEW.build_id, b.id);
            IF v_form.id IS NULL THEN
                RAISE EXCEPTION 'That answer was given about another order or build.'
                    USING ERRCODE = 'CS422', DETAIL = 'other_order', COLUMN = 'answer_id';
            END IF;
            -- Held until commit, build before form as everywhere: the form is not signed, nor the build moved, meanwhile.
            PERFORM 1 FROM cs.build b WHERE b.id = v_form.build_id FOR SHARE;
            PERFORM 1 FROM cs.inspection n WHERE n.id = v_form.id AND n.state = 'OPEN' FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'The form of this answer is closed, and takes no more documents.'
                    USING ERRCODE = 'CS423', DETAIL = 'document_frozen', HINT = 'Attach it to the order or the build.';
            END IF;
            PERFORM cs.demand_duty(v_form.build_id, v_form.kind, v_form.change_request_id IS NOT NULL);
        END IF;
        -- What was taken off counts too: its content stays.
        IF (SELECT count(*) >= c_most OR sum(d.size) + NEW.size > c_bytes FROM cs.document d WHERE d.order_id = NEW.order_id)
        THEN
            RAISE EXCEPTION 'The documents of this order are as many as are kept: % of them, or 1 GiB together.', c_most
                USING ERRCODE = 'CS410', DETAIL = 'too_many', HINT = 'Attach only what is needed, and pictures in a smaller size.';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.removed_at IS NOT NULL OR (to_jsonb(NEW) - '{removed_at,version}'::text[])
       <> (to_jsonb(OLD) - '{removed_at,version}'::text[]) THEN
        RAISE EXCEPTION 'A document can only be taken off.' USING ERRCODE = 'CS423', DETAIL = 'document_frozen';
    END IF;
    IF OLD.answer_id IS NOT NULL THEN
        -- Held until the end, so that the form is not signed meanwhile.
        SELECT n.state INTO STRICT v_state
          FROM cs.answer a
          JOIN cs.inspection_item i ON i.id = a.inspection_item_id
          JOIN cs.inspection n ON n.id = i.inspection_id
         WHERE a.id = OLD.answer_id
           FOR SHARE OF n;
        IF v_state <> 'OPEN' THEN
            RAISE EXCEPTION 'This document belongs to an answer of a form that is closed, and stays with it.'
                USING ERRCODE = 'CS423', DETAIL = 'document_frozen';
        END IF;
    END IF;
    NEW.removed_at := now();
    NEW.removed_by := cs.current_person_id();
    NEW.removed_reason := left(nullif(current_setting('cs.reason', true), ''), 10000);
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_document IS
    'Documents belong to their order, come and go until its last build is shipped, and never change; taken off, their '
    'content stays, and what proves an answer comes from who fills in its form, and stays with it once that is closed '
    '(DOMAIN §3, Changes)';
