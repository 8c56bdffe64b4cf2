CREATE FUNCTION cs.guard_nonconformance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.number := cs.running_number('NCR', NEW.id);
        RETURN NEW;
    END IF;
    IF OLD.state = 'CLOSED' THEN
        RAISE EXCEPTION 'This nonconformance is closed.' USING ERRCODE = 'CS423', DETAIL = 'ncr_closed';
    END IF;
    IF (NEW.id, NEW.number, NEW.build_id, NEW.inspection_id, NEW.inspection_item_id, NEW.description, NEW.created_at, NEW.created_by)
       IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.build_id, OLD.inspection_id, OLD.inspection_item_id, OLD.description, OLD.created_at, OLD.created_by) THEN
        RAISE EXCEPTION 'What a nonconformance is about never changes.' USING ERRCODE = 'CS423', DETAIL = 'ncr_frozen';
    END IF;
    IF OLD.disposition_signature_id IS NOT NULL AND (NEW.disposition, NEW.disposition_reason, NEW.redo, NEW.disposition_signature_id)
       IS DISTINCT FROM (OLD.disposition, OLD.disposition_reason, OLD.redo, OLD.disposition_signature_id) THEN
        IF OLD.state <> 'OPEN' OR NEW.state <> 'OPEN' THEN
            RAISE EXCEPTION 'The disposition is signed.' USING ERRCODE = 'CS423', DETAIL = 'disposition_signed';
        END IF;
        -- Nobody gave the concession: QC decides anew, and signs anew. What was signed before stays in its signature.
        NEW.disposition_signature_id := NULL;
    END IF;
    IF NEW.redo IS DISTINCT FROM OLD.redo THEN
        PERFORM cs.check_redo(NEW.build_id, NEW.redo);
    END IF;
    IF OLD.concession_signature_id IS NOT NULL AND NEW.concession_signature_id IS DISTINCT FROM OLD.concession_signature_id THEN
        RAISE EXCEPTION 'The concession is signed.' USING ERRCODE = 'CS423', DETAIL = 'concession_signed';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
           (('OPEN', 'DISPOSITIONED'), ('DISPOSITIONED', 'VERIFIED'), ('VERIFIED', 'CLOSED')) THEN
        RAISE EXCEPTION 'A nonconformance cannot go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'CS412', DETAIL = 'ncr_transition';
    END IF;
    IF NEW.state <> OLD.state AND NEW.state = 'DISPOSITIONED' AND (NEW.disposition_signature_id IS NULL
           OR (NEW.disposition = 'USE_AS_IS' AND NEW.concession_signature_id IS NULL)) THEN
        RAISE EXCEPTION 'A disposition is signed; a concession needs a second signature.'
            USING ERRCODE = 'CS412', DETAIL = 'not_signed';
    END IF;
    IF NEW.state <> OLD.state AND NEW.state = 'VERIFIED' AND NOT cs.is_carried_out(NEW.id) THEN
        RAISE EXCEPTION 'The disposition % is not carried out yet.', lower(NEW.disposition)
            USING ERRCODE = 'CS412', DETAIL = 'not_carried_out', HINT = 'Do first what the disposition says.';
    END IF;
    IF NEW.state <> OLD.state AND NEW.state = 'VERIFIED' AND NEW.verified_by_inspection_id IS NULL THEN
        NEW.verified_by := cs.current_person_id();
        NEW.verified_at := now();
    END IF;
    IF NEW.state <> OLD.state AND NEW.state = 'CLOSED' THEN
        NEW.closed_by := cs.current_person_id();
        NEW.closed_at := now();
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_nonconformance IS 'OPEN, DISPOSITIONED, VERIFIED, CLOSED in this order, each with its signature or person (DOMAIN §1)';
