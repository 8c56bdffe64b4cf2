CREATE FUNCTION cs.judge_dependants() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_item cs.inspection_item;
    v_key text;
    v_note text;
BEGIN
    SELECT * INTO STRICT v_item FROM cs.inspection_item i WHERE i.id = NEW.inspection_item_id;
    -- A reference that is read again makes the readings beside it worthless, another instrument those taken with the
    -- one before: they must be taken again.
    v_key := CASE WHEN TG_OP = 'INSERT' THEN NULL
                  WHEN NEW.number_value IS DISTINCT FROM OLD.number_value THEN 'target_item'
                  WHEN NEW.instrument_id IS DISTINCT FROM OLD.instrument_id
                       OR OLD.instrument_id IS NOT NULL AND NEW.outcome <> OLD.outcome THEN 'instrument_item' END;
    IF v_key IS NOT NULL THEN
        -- The note stands on the sheet, so it is in the order's language.
        SELECT CASE v_key || ' ' || o.language
                   WHEN 'target_item FR' THEN 'La référence a été relevée de nouveau : reprendre cette mesure.'
                   WHEN 'target_item ES' THEN 'La referencia se midió de nuevo: repetir esta lectura.'
                   WHEN 'target_item EN' THEN 'The reference was read again: take this reading again.'
                   WHEN 'instrument_item FR' THEN 'Un autre instrument a été nommé : reprendre cette mesure.'
                   WHEN 'instrument_item ES' THEN 'Se indicó otro instrumento: repetir esta lectura.'
                   ELSE 'Another instrument was named: take this reading again.' END
          INTO STRICT v_note
          FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id JOIN cs.customer_order o ON o.id = b.order_id
         WHERE n.id = v_item.inspection_id;
        UPDATE cs.answer a
           SET outcome = 'FAIL', note = v_note, answered_by = NEW.answered_by, answered_at = NEW.answered_at,
               version = a.version + 1
          FROM cs.inspection_item i
         WHERE a.inspection_item_id = i.id AND i.inspection_id = v_item.inspection_id AND i.carried_from IS NULL
           AND (i.basin = v_item.basin OR v_key = 'instrument_item')
           AND i.definition ->> v_key = v_item.code AND a.outcome = 'PASS';
    END IF;
    IF v_item.kind = 'SERIAL' AND NEW.text_value IS NOT NULL
       AND (TG_OP = 'INSERT' OR NEW.text_value IS DISTINCT FROM OLD.text_value) AND v_item.carried_from IS NULL THEN
        INSERT INTO cs.serial_number (build_id, component, item, basin, serial, answer_id)
        SELECT n.build_id, coalesce(v_item.definition #>> '{component,kind}', v_item.code),
               v_item.definition #>> '{component,item}', v_item.basin, NEW.text_value, NEW.id
          FROM cs.inspection n WHERE n.id = v_item.inspection_id;
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.judge_dependants IS
    'After an answer: readings beside a new reference or with another instrument must be repeated; serial numbers are recorded';
