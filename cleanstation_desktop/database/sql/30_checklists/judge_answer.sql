CREATE FUNCTION cs.judge_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_item cs.inspection_item;
    v_inspection cs.inspection;
    v_due date;
    v_reference numeric;
    v_documents text[];
    v_judged record;
BEGIN
    SELECT * INTO v_item FROM cs.inspection_item i WHERE i.id = NEW.inspection_item_id;
    SELECT * INTO v_inspection FROM cs.inspection n WHERE n.id = v_item.inspection_id;
    IF v_inspection.id IS NULL THEN
        RAISE EXCEPTION 'There is no such item.' USING ERRCODE = 'CS404', DETAIL = 'no_item';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.inspection_item_id <> OLD.inspection_item_id THEN
        RAISE EXCEPTION 'An answer belongs to its item.' USING ERRCODE = 'CS403', DETAIL = 'fixed_column';
    END IF;
    -- Held until commit, build before form as everywhere: nobody can move the build or sign between this look and the
    -- write. The form's version says that its contents changed, so that nobody signs what he or she did not see.
    PERFORM 1 FROM cs.build b WHERE b.id = v_inspection.build_id FOR SHARE;
    UPDATE cs.inspection n SET version = n.version + 1 WHERE n.id = v_inspection.id AND n.state = 'OPEN';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'This inspection is signed; its answers can never change.'
            USING ERRCODE = 'CS423', DETAIL = 'signed', HINT = 'Open the next attempt instead.';
    END IF;
    PERFORM cs.demand_duty(v_inspection.build_id, v_inspection.kind, v_inspection.change_request_id IS NOT NULL);
    IF v_item.carried_from IS NOT NULL THEN
        RAISE EXCEPTION 'This answer is carried over from attempt %.', v_item.carried_from
            USING ERRCODE = 'CS423', DETAIL = 'carried_over', HINT = 'It stands; only what is asked again is answered.';
    END IF;
    IF v_item.definition ? 'instrument_item' THEN
        -- With which instrument a reading is taken stands in an item of the whole sink, calibrated as it was then.
        SELECT a.instrument_due INTO v_due
          FROM cs.inspection_item i JOIN cs.answer a ON a.inspection_item_id = i.id
         WHERE i.inspection_id = v_item.inspection_id AND i.basin = 0
           AND i.code = v_item.definition ->> 'instrument_item' AND a.outcome = 'PASS';
    ELSE
        SELECT m.calibration_due INTO v_due FROM cs.instrument m WHERE m.id = NEW.instrument_id AND m.retired_at IS NULL;
    END IF;
    SELECT a.number_value INTO v_reference
      FROM cs.inspection_item i JOIN cs.answer a ON a.inspection_item_id = i.id
     WHERE i.inspection_id = v_item.inspection_id AND i.basin = v_item.basin
       AND i.code = v_item.definition ->> 'target_item';
    SELECT coalesce(array_agg(DISTINCT d.kind), '{}') INTO v_documents
      FROM cs.document d JOIN cs.build b ON b.id = v_inspection.build_id
     WHERE d.order_id = b.order_id AND coalesce(d.build_id, b.id) = b.id AND d.removed_at IS NULL;
    v_judged := cs.judge(v_item, NEW.outcome, NEW.choice, NEW.text_value, NEW.number_value, NEW.instrument_id, v_due,
                         NEW.note, v_documents, cs.plant_today(), v_reference);
    IF v_judged.fault IS NOT NULL THEN
        RAISE EXCEPTION '%', v_judged.message
            USING ERRCODE = 'CS422', DETAIL = v_judged.fault, COLUMN = v_judged.field,
                  HINT = 'Correct the answer; nothing was recorded.';
    END IF;
    NEW.outcome := v_judged.outcome;
    NEW.text_value := v_judged.text_value;
    NEW.note := v_judged.note;
    -- As it was on that day: a later calibration changes no record.
    NEW.instrument_due := CASE WHEN NEW.instrument_id IS NOT NULL THEN v_due END;
    NEW.answered_by := cs.current_person_id();
    NEW.answered_at := now();
    IF NEW.number_value IS NOT NULL THEN
        INSERT INTO cs.reading (inspection_item_id, value, unit, target, minimum, maximum, outcome, read_by, read_at)
        VALUES (v_item.id, NEW.number_value, coalesce(v_item.unit, ''), v_judged.target, v_judged.minimum,
                v_judged.maximum, NEW.outcome, NEW.answered_by, NEW.answered_at);
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.judge_answer IS
    'Checks who answers and when, has the value judged, keeps every reading, and counts the form''s version up';
