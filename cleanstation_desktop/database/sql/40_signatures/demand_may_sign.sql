CREATE FUNCTION cs.demand_may_sign(p_meaning text, p_kind text, p_id bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_inspection cs.inspection;
    v_standing record;
    v_ncr cs.nonconformance;
    v_revision cs.bom_revision;
    v_allowed boolean;
    v_open text;
BEGIN
    v_allowed := CASE p_meaning
        WHEN 'BOM_APPROVED' THEN p_kind = 'bom_revision' AND cs.has_role('cs_procurement')
        WHEN 'CHANGE_REVIEWED' THEN p_kind = 'bom_revision' AND cs.has_role('cs_qc')
        WHEN 'INSPECTION_PASSED' THEN p_kind = 'inspection'
        WHEN 'INSPECTION_FAILED' THEN p_kind = 'inspection'
        WHEN 'READY_FOR_INSPECTION' THEN p_kind = 'inspection'
        WHEN 'DISPOSITION' THEN p_kind = 'nonconformance' AND cs.has_role('cs_qc')
        WHEN 'CONCESSION' THEN p_kind = 'nonconformance' AND (cs.has_role('cs_qc') OR cs.has_role('cs_admin'))
        WHEN 'CANCELLATION' THEN p_kind = 'build' AND (cs.has_role('cs_coordinator') OR cs.has_role('cs_admin'))
        ELSE false END;
    IF NOT v_allowed THEN
        RAISE EXCEPTION 'You may not sign this record with the meaning %.', p_meaning
            USING ERRCODE = 'CS403', DETAIL = 'may_not_sign';
    END IF;
    CASE p_kind
    WHEN 'bom_revision' THEN
        SELECT * INTO STRICT v_revision FROM cs.bom_revision r WHERE r.id = p_id;
        IF v_revision.state <> 'SUBMITTED' THEN
            RAISE EXCEPTION 'This BOM revision is %.', v_revision.state USING ERRCODE = 'CS423', DETAIL = 'already_signed';
        END IF;
        IF cs.is_signed('bom_revision', p_id, p_meaning) THEN
            RAISE EXCEPTION 'This is signed already.' USING ERRCODE = 'CS423', DETAIL = 'already_signed';
        END IF;
        IF EXISTS (SELECT FROM cs.bom_revision r WHERE r.build_id = v_revision.build_id AND r.revision > v_revision.revision) THEN
            RAISE EXCEPTION 'There is a newer BOM revision of this build.' USING ERRCODE = 'CS409', DETAIL = 'stale_revision';
        END IF;
        IF EXISTS (SELECT FROM cs.build b WHERE b.id = v_revision.build_id AND b.status IN ('SHIPPED', 'CANCELLED')) THEN
            RAISE EXCEPTION 'This build is shipped or cancelled.' USING ERRCODE = 'CS423', DETAIL = 'build_closed';
        END IF;
        IF cs.is_unasked_change(p_id) THEN
            RAISE EXCEPTION 'No open change request names this revision.' USING ERRCODE = 'CS412', DETAIL = 'no_change_request',
                HINT = 'Make a change request for the build; it makes its own revision.';
        END IF;
        IF p_meaning = 'CHANGE_REVIEWED' AND NOT EXISTS (
               SELECT FROM cs.change_request c WHERE c.bom_revision_id = p_id AND c.state = 'OPEN' AND c.qc_required) THEN
            RAISE EXCEPTION 'This revision needs no signature of QC.' USING ERRCODE = 'CS412', DETAIL = 'no_review_needed';
        END IF;
    WHEN 'inspection' THEN
        SELECT * INTO STRICT v_inspection FROM cs.inspection n WHERE n.id = p_id;
        IF v_inspection.state <> 'OPEN' THEN
            RAISE EXCEPTION 'This inspection is already %.', lower(v_inspection.state)
                USING ERRCODE = 'CS423', DETAIL = 'already_signed';
        END IF;
        -- The statement over the packaging is signed once the build is packed; there is none over a packing that is wrong.
        IF v_inspection.kind = 'PACKAGING' AND p_meaning = 'INSPECTION_FAILED' THEN
            RAISE EXCEPTION 'The packaging cannot be signed as failed: what is wrong must be put right.'
                USING ERRCODE = 'CS412', DETAIL = 'packaging_failed',
                      HINT = 'Put the failed items right and answer them again; a part that is missing or bad is a part issue.';
        END IF;
        IF (p_meaning = 'READY_FOR_INSPECTION') <> (v_inspection.kind = 'PACKAGING') THEN
            RAISE EXCEPTION 'That is not the meaning with which this form is signed.'
                USING ERRCODE = 'CS422', DETAIL = 'wrong_meaning', COLUMN = 'meaning';
        END IF;
        IF v_inspection.kind = 'PACKAGING' THEN
            IF NOT cs.has_role('cs_assembler') OR NOT cs.has_claim(v_inspection.build_id) THEN
                RAISE EXCEPTION 'You have not claimed this build.' USING ERRCODE = 'CS403', DETAIL = 'not_claimed';
            END IF;
            -- Later when a change reopened it: only then is it open there.
            IF (SELECT b.status FROM cs.build b WHERE b.id = v_inspection.build_id)
               NOT IN ('PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'READY_FOR_SHIP') THEN
                RAISE EXCEPTION 'The build is not packed yet.' USING ERRCODE = 'CS412', DETAIL = 'wrong_status';
            END IF;
        ELSE
            PERFORM cs.demand_duty(v_inspection.build_id, v_inspection.kind, v_inspection.change_request_id IS NOT NULL);
        END IF;
        v_standing := cs.inspection_standing(p_id);
        IF v_standing.missing > 0 THEN
            RAISE EXCEPTION '% required items have no answer.', v_standing.missing
                USING ERRCODE = 'CS412', DETAIL = 'unanswered', HINT = 'Answer them, then sign.';
        END IF;
        IF v_inspection.kind = 'PACKAGING' AND v_standing.failed > 0 THEN
            RAISE EXCEPTION '% items of the packaging failed; they must be put right.', v_standing.failed
                USING ERRCODE = 'CS412', DETAIL = 'packaging_failed', HINT = 'Put them right and answer them again.';
        END IF;
        IF (p_meaning = 'INSPECTION_FAILED') <> (v_standing.failed > 0) THEN
            RAISE EXCEPTION 'The answers give %: sign that.', CASE WHEN v_standing.failed > 0 THEN 'failed' ELSE 'passed' END
                USING ERRCODE = 'CS422', DETAIL = 'wrong_result', COLUMN = 'meaning';
        END IF;
        v_open := CASE WHEN p_meaning <> 'INSPECTION_FAILED' THEN cs.find_passing_guard(p_id) END;
        IF v_open IS NOT NULL THEN
            RAISE EXCEPTION '%', v_open USING ERRCODE = 'CS412', DETAIL = 'too_early', HINT = 'Do that first, then sign.';
        END IF;
    WHEN 'nonconformance' THEN
        SELECT * INTO STRICT v_ncr FROM cs.nonconformance n WHERE n.id = p_id;
        IF v_ncr.disposition IS NULL OR v_ncr.disposition_reason IS NULL THEN
            RAISE EXCEPTION 'Enter the disposition and its reason first.' USING ERRCODE = 'CS412', DETAIL = 'no_disposition';
        END IF;
        IF p_meaning = 'DISPOSITION' AND v_ncr.disposition_signature_id IS NOT NULL
           OR p_meaning = 'CONCESSION' AND v_ncr.concession_signature_id IS NOT NULL THEN
            RAISE EXCEPTION 'This is signed already.' USING ERRCODE = 'CS423', DETAIL = 'already_signed';
        END IF;
        IF p_meaning = 'CONCESSION' THEN
            IF v_ncr.disposition <> 'USE_AS_IS' OR v_ncr.disposition_signature_id IS NULL THEN
                RAISE EXCEPTION 'A concession follows a signed disposition "use as is".'
                    USING ERRCODE = 'CS412', DETAIL = 'no_concession_needed';
            END IF;
            IF (SELECT s.signer_id FROM cs.signature s WHERE s.id = v_ncr.disposition_signature_id) = cs.current_person_id() THEN
                RAISE EXCEPTION 'A concession needs the signature of a second person.'
                    USING ERRCODE = 'CS403', DETAIL = 'same_signer', HINT = 'Ask another QC person or an administrator.';
            END IF;
        END IF;
    WHEN 'build' THEN
        IF EXISTS (SELECT FROM cs.build b WHERE b.id = p_id AND b.status IN ('SHIPPED', 'CANCELLED')) THEN
            RAISE EXCEPTION 'This build is shipped or cancelled.' USING ERRCODE = 'CS423', DETAIL = 'build_closed';
        END IF;
    ELSE
        RAISE EXCEPTION 'Records of this kind are not signed.' USING ERRCODE = 'CS422', DETAIL = 'bad_kind', COLUMN = 'kind';
    END CASE;
END
$function$;
COMMENT ON FUNCTION cs.demand_may_sign IS 'Who may sign which record with which meaning, and when (DOMAIN §1 to §3)';
