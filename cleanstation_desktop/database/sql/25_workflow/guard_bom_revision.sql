CREATE FUNCTION cs.guard_bom_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_build cs.build;
    v_last integer;
    v_approved boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO STRICT v_build FROM cs.build b WHERE b.id = NEW.build_id FOR UPDATE;
        SELECT coalesce(max(r.revision), 0), coalesce(bool_or(r.state = 'APPROVED'), false) INTO v_last, v_approved
          FROM cs.bom_revision r WHERE r.build_id = NEW.build_id;
        IF NEW.revision <> v_last + 1 OR NEW.state <> 'SUBMITTED' THEN
            RAISE EXCEPTION 'The next BOM revision is %.', v_last + 1 USING ERRCODE = 'CS409', DETAIL = 'stale_revision';
        END IF;
        IF NOT EXISTS (SELECT FROM cs.configuration c WHERE c.id = NEW.configuration_id AND c.build_id = NEW.build_id) THEN
            RAISE EXCEPTION 'The configuration belongs to another build.' USING ERRCODE = 'CS422', DETAIL = 'other_build',
                COLUMN = 'configuration';
        END IF;
        IF v_build.status IN ('SHIPPED', 'CANCELLED') THEN
            RAISE EXCEPTION 'This build is %.', v_build.status USING ERRCODE = 'CS423', DETAIL = 'build_closed';
        END IF;
        IF v_approved AND NOT EXISTS (SELECT FROM cs.change_request c WHERE c.build_id = NEW.build_id AND c.state = 'OPEN') THEN
            RAISE EXCEPTION 'The BOM of this build is approved.'
                USING ERRCODE = 'CS423', DETAIL = 'bom_approved', HINT = 'Make a change request first.';
        END IF;
        IF EXISTS (SELECT FROM jsonb_array_elements(NEW.findings) f WHERE f ->> 'severity' = 'error') THEN
            RAISE EXCEPTION 'This BOM has errors; an order with errors cannot be submitted.'
                USING ERRCODE = 'CS422', DETAIL = 'bom_errors', COLUMN = 'findings';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'APPROVED' THEN
        RAISE EXCEPTION 'An approved BOM revision can never change.'
            USING ERRCODE = 'CS423', DETAIL = 'bom_approved', HINT = 'Make a change request; it makes the next revision.';
    END IF;
    IF (NEW.build_id, NEW.revision, NEW.configuration_id, NEW.sha256, NEW.findings, NEW.totals, NEW.reason, NEW.created_at, NEW.created_by)
       IS DISTINCT FROM
       (OLD.build_id, OLD.revision, OLD.configuration_id, OLD.sha256, OLD.findings, OLD.totals, OLD.reason, OLD.created_at, OLD.created_by) THEN
        RAISE EXCEPTION 'The contents of a BOM revision never change.' USING ERRCODE = 'CS423', DETAIL = 'bom_frozen';
    END IF;
    IF OLD.state <> 'SUBMITTED' THEN
        RAISE EXCEPTION 'This revision was sent back already.' USING ERRCODE = 'CS412', DETAIL = 'sent_back';
    END IF;
    IF NEW.state = 'APPROVED' AND NOT cs.is_bom_signed(NEW.id) THEN
        RAISE EXCEPTION 'A BOM is approved by signature only.' USING ERRCODE = 'CS412', DETAIL = 'not_signed';
    END IF;
    IF NEW.state = 'SENT_BACK'
       AND (cs.is_signed('bom_revision', NEW.id, 'BOM_APPROVED') OR cs.is_signed('bom_revision', NEW.id, 'CHANGE_REVIEWED')) THEN
        RAISE EXCEPTION 'This is signed already.'
            USING ERRCODE = 'CS423', DETAIL = 'already_signed', HINT = 'Reject the change request instead.';
    END IF;
    IF cs.is_unasked_change(NEW.id) THEN
        RAISE EXCEPTION 'The change request of this revision is not open any more, or does not name it.'
            USING ERRCODE = 'CS412', DETAIL = 'no_change_request';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_bom_revision IS
    'Revisions follow each other, errors stop them, an approved one is frozen for everybody (DOMAIN §3, Changes)';
