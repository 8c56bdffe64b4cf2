CREATE FUNCTION cs.guard_change_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_build cs.build;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO STRICT v_build FROM cs.build b WHERE b.id = NEW.build_id FOR UPDATE;
        IF v_build.status IN ('SHIPPED', 'CANCELLED') THEN
            RAISE EXCEPTION 'This build is %.', v_build.status USING ERRCODE = 'CS423', DETAIL = 'build_closed';
        END IF;
        IF cs.approved_configuration(NEW.build_id) IS NULL THEN
            RAISE EXCEPTION 'The BOM is not approved yet: change the configuration directly.'
                USING ERRCODE = 'CS412', DETAIL = 'not_approved';
        END IF;
        NEW.state := 'OPEN';
        NEW.bom_revision_id := NULL;
        -- Once assembly has begun QC signs too.
        NEW.qc_required := v_build.status NOT IN ('ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC',
                                                  'PRE_QC_REJECTED', 'READY_FOR_PRODUCTION')
                           OR EXISTS (SELECT FROM cs.assembly_claim c WHERE c.build_id = NEW.build_id);
        RETURN NEW;
    END IF;
    IF OLD.state <> 'OPEN' THEN
        RAISE EXCEPTION 'This change request is closed.' USING ERRCODE = 'CS423', DETAIL = 'change_closed';
    END IF;
    IF (NEW.build_id, NEW.what, NEW.why, NEW.created_at, NEW.created_by)
       IS DISTINCT FROM (OLD.build_id, OLD.what, OLD.why, OLD.created_at, OLD.created_by) THEN
        RAISE EXCEPTION 'What a change request asks for never changes.' USING ERRCODE = 'CS423', DETAIL = 'change_frozen';
    END IF;
    -- A revision answers one request: what was signed for another must approve nothing here.
    IF NEW.bom_revision_id IS DISTINCT FROM OLD.bom_revision_id AND NOT EXISTS (
           SELECT FROM cs.bom_revision r
            WHERE r.id = NEW.bom_revision_id AND r.build_id = NEW.build_id AND r.state = 'SUBMITTED'
              AND r.revision = (SELECT max(last.revision) FROM cs.bom_revision last WHERE last.build_id = r.build_id)
              AND NOT EXISTS (SELECT FROM cs.change_request other WHERE other.bom_revision_id = r.id AND other.id <> NEW.id)
              AND NOT EXISTS (SELECT FROM cs.signature_subject u
                               WHERE u.record_kind = 'bom_revision' AND u.record_id = r.id)) THEN
        RAISE EXCEPTION 'That BOM revision does not answer this change request.'
            USING ERRCODE = 'CS422', DETAIL = 'other_revision', COLUMN = 'bom_revision_id';
    END IF;
    -- Approved by the signatures of its revision only: cs.apply_signature approves that one first.
    IF NEW.state = 'APPROVED' AND NOT EXISTS (
           SELECT FROM cs.bom_revision r WHERE r.id = NEW.bom_revision_id AND r.state = 'APPROVED') THEN
        RAISE EXCEPTION 'A change request is approved by signing its BOM revision.'
            USING ERRCODE = 'CS412', DETAIL = 'not_signed';
    END IF;
    IF NEW.state IN ('REJECTED', 'WITHDRAWN') THEN
        IF NOT cs.has_role(CASE NEW.state WHEN 'REJECTED' THEN 'cs_procurement' ELSE 'cs_coordinator' END) THEN
            RAISE EXCEPTION 'Procurement rejects a change request, the coordinator withdraws it.'
                USING ERRCODE = 'CS403', DETAIL = 'not_your_decision';
        END IF;
        IF char_length(btrim(coalesce(NEW.decision_reason, ''))) < 3 THEN
            RAISE EXCEPTION 'Say why.' USING ERRCODE = 'CS422', DETAIL = 'reason_required', COLUMN = 'decision_reason';
        END IF;
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_change_request IS 'Life of a change request (DOMAIN §3, Changes)';
