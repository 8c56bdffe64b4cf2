CREATE FUNCTION cs.count_copy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- Two prints at the same moment get two numbers: they queue here per record.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.document_kind || NEW.record, 0));
    SELECT coalesce(max(p.copy_number), 0) + 1 INTO NEW.copy_number
      FROM cs.print_record p WHERE p.document_kind = NEW.document_kind AND p.record = NEW.record;
    IF NEW.copy_number > 1 AND char_length(btrim(NEW.reason)) < 3 THEN
        RAISE EXCEPTION 'This was printed before: say why it is printed again.'
            USING ERRCODE = 'CS422', DETAIL = 'reason_required', COLUMN = 'reason';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.count_copy IS 'Numbers the copies of a printed document (DOMAIN §8)';
