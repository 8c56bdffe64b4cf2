CREATE FUNCTION cs.judge_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_item cs.inspection_item;
    v_inspection cs.inspection;
    v_value text;
    v_low numeric;
    v_high numeric;
    v_target numeric;
    v_due date;
BEGIN
    SELECT * INTO v_item FROM cs.inspection_item i WHERE i.id = NEW.inspection_item_id;
    -- Held until commit, so that nobody can sign between this look and the write.
    SELECT * INTO v_inspection FROM cs.inspection n WHERE n.id = v_item.inspection_id FOR SHARE;
    IF v_inspection.id IS NULL THEN
        RAISE EXCEPTION 'There is no such item.' USING ERRCODE = 'CS404', DETAIL = 'no_item';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.inspection_item_id <> OLD.inspection_item_id THEN
        RAISE EXCEPTION 'An answer belongs to its item.' USING ERRCODE = 'CS403', DETAIL = 'fixed_column';
    END IF;
    PERFORM cs.demand_duty(v_inspection.build_id, v_inspection.kind, v_inspection.change_request_id IS NOT NULL);
    IF v_item.carried_from IS NOT NULL THEN
        RAISE EXCEPTION 'This answer is carried over from attempt %.', v_item.carried_from
            USING ERRCODE = 'CS423', DETAIL = 'carried_over';
    END IF;
    NEW.note := btrim(coalesce(NEW.note, ''));
    NEW.text_value := nullif(btrim(NEW.text_value), '');
    v_value := CASE v_item.kind WHEN 'CHOICE' THEN NEW.choice WHEN 'NUMBER' THEN NEW.number_value::text
                                WHEN 'TEXT' THEN NEW.text_value WHEN 'SERIAL' THEN NEW.text_value
                                WHEN 'INSTRUMENT' THEN NEW.instrument_id::text END;
    IF num_nonnulls(NEW.choice, NEW.number_value, NEW.text_value, NEW.instrument_id) > (v_value IS NOT NULL)::integer THEN
        RAISE EXCEPTION 'This item does not take that kind of value.'
            USING ERRCODE = 'CS422', DETAIL = 'value_unexpected', COLUMN = 'value';
    END IF;

    IF NEW.outcome = 'NA' THEN
        IF NOT coalesce((v_item.definition ->> 'na_allowed')::boolean, false) THEN
            RAISE EXCEPTION 'Item % cannot be set to not applicable.', v_item.code
                USING ERRCODE = 'CS422', DETAIL = 'na_not_allowed', COLUMN = 'outcome';
        END IF;
        IF v_value IS NOT NULL THEN
            RAISE EXCEPTION 'An item that does not apply takes no value.'
                USING ERRCODE = 'CS422', DETAIL = 'value_with_na', COLUMN = 'value';
        END IF;
        IF char_length(NEW.note) < 3 THEN
            RAISE EXCEPTION 'Say why this does not apply.'
                USING ERRCODE = 'CS422', DETAIL = 'note_required', COLUMN = 'note';
        END IF;
    ELSIF v_item.kind = 'CHECK' THEN
        IF NEW.outcome IS NULL THEN
            RAISE EXCEPTION 'Answer pass or fail.' USING ERRCODE = 'CS422', DETAIL = 'outcome_required', COLUMN = 'outcome';
        END IF;
    ELSIF v_value IS NULL THEN
        -- Without a value (the test could not be done, the label is missing) there is one answer: fail, and why.
        IF NEW.outcome IS DISTINCT FROM 'FAIL' THEN
            RAISE EXCEPTION 'Give the value.' USING ERRCODE = 'CS422', DETAIL = 'value_required', COLUMN = 'value';
        END IF;
    ELSE
        IF v_item.kind = 'CHOICE' AND NOT EXISTS (
               SELECT FROM jsonb_array_elements(v_item.definition -> 'choices') c WHERE c ->> 'code' = NEW.choice) THEN
            RAISE EXCEPTION 'That is not one of the choices.'
                USING ERRCODE = 'CS422', DETAIL = 'choice_unknown', COLUMN = 'choice';
        END IF;
        IF v_item.kind = 'NUMBER' THEN
            IF NEW.number_value = 'NaN' OR abs(NEW.number_value) > 99999.9999 OR scale(trim_scale(NEW.number_value)) > 4 THEN
                RAISE EXCEPTION 'A reading has at most five digits before and four after the decimal point.'
                    USING ERRCODE = 'CS422', DETAIL = 'number_range', COLUMN = 'number';
            END IF;
            v_low := v_item.minimum;
            v_high := v_item.maximum;
            IF v_item.definition ? 'target_item' THEN
                SELECT a.number_value INTO v_target
                  FROM cs.inspection_item i JOIN cs.answer a ON a.inspection_item_id = i.id
                 WHERE i.inspection_id = v_item.inspection_id AND i.basin = v_item.basin
                   AND i.code = v_item.definition ->> 'target_item';
                IF v_target IS NULL THEN
                    RAISE EXCEPTION 'Record % first.', v_item.definition ->> 'target_item'
                        USING ERRCODE = 'CS422', DETAIL = 'reference_missing', COLUMN = 'number';
                END IF;
                v_low := v_target - (v_item.definition #>> '{tolerance,minus}')::numeric;
                v_high := v_target + (v_item.definition #>> '{tolerance,plus}')::numeric;
            END IF;
            NEW.outcome := CASE WHEN (v_low IS NULL OR NEW.number_value >= v_low)
                                 AND (v_high IS NULL OR NEW.number_value <= v_high) THEN 'PASS' ELSE 'FAIL' END;
        ELSIF v_item.expected IS NOT NULL THEN
            NEW.outcome := CASE WHEN v_value = v_item.expected THEN 'PASS' ELSE 'FAIL' END;
        END IF;
        IF v_item.kind = 'INSTRUMENT' THEN
            SELECT n.calibration_due INTO v_due FROM cs.instrument n WHERE n.id = NEW.instrument_id AND n.retired_at IS NULL;
            IF v_due IS NULL OR v_due < cs.plant_today() THEN
                RAISE EXCEPTION 'The calibration of this instrument was due on %: take another one.', v_due
                    USING ERRCODE = 'CS422', DETAIL = 'instrument_overdue', COLUMN = 'instrument';
            END IF;
        END IF;
        NEW.outcome := coalesce(NEW.outcome, 'PASS');
        IF NEW.outcome = 'PASS' AND NEW.note = '' AND EXISTS (
               SELECT FROM jsonb_array_elements(v_item.definition -> 'choices') c
                WHERE c ->> 'code' = NEW.choice AND (c ->> 'needs_note')::boolean) THEN
            RAISE EXCEPTION 'Say what it is.' USING ERRCODE = 'CS422', DETAIL = 'note_required', COLUMN = 'note';
        END IF;
    END IF;
    IF NEW.outcome = 'FAIL' AND char_length(NEW.note) < 3 THEN
        RAISE EXCEPTION 'This fails: say what is wrong.'
            USING ERRCODE = 'CS422', DETAIL = 'note_required', COLUMN = 'note';
    END IF;
    IF NEW.outcome = 'PASS' AND v_item.definition ->> 'requires_document' IS NOT NULL AND NOT EXISTS (
           SELECT FROM cs.document d JOIN cs.build b ON b.id = v_inspection.build_id
            WHERE d.order_id = b.order_id AND coalesce(d.build_id, b.id) = b.id
              AND d.kind = v_item.definition ->> 'requires_document' AND d.removed_at IS NULL) THEN
        RAISE EXCEPTION 'Attach a document of kind % first.', v_item.definition ->> 'requires_document'
            USING ERRCODE = 'CS422', DETAIL = 'document_missing', COLUMN = 'documents';
    END IF;
    NEW.answered_by := cs.current_person_id();
    NEW.answered_at := now();
    IF v_item.kind = 'NUMBER' AND NEW.number_value IS NOT NULL THEN
        INSERT INTO cs.reading (inspection_item_id, value, unit, target, minimum, maximum, outcome, read_by, read_at)
        VALUES (v_item.id, NEW.number_value, coalesce(v_item.unit, ''), coalesce(v_target, v_item.target), v_low, v_high,
                NEW.outcome, NEW.answered_by, NEW.answered_at);
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.judge_answer IS
    'Checks who answers, judges the value by its tolerance or expectation, keeps every reading; twin of domain/checklist_judging.py';
