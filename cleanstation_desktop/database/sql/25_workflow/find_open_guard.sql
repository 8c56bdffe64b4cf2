CREATE FUNCTION cs.find_open_guard(p_guard text, p_build cs.build, p_old cs.build) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_inspection cs.inspection;
    v_standing record;
BEGIN
    CASE p_guard
    WHEN 'bom_approved' THEN
        IF cs.approved_configuration(p_build.id) IS NULL THEN
            RETURN 'The newest BOM revision is not approved and signed.';
        END IF;
        -- A request that was withdrawn or rejected leaves its revision behind: then the approved one stands.
        IF EXISTS (SELECT FROM cs.change_request c WHERE c.build_id = p_build.id AND c.state = 'OPEN') THEN
            RETURN 'A change request is open.';
        END IF;
    WHEN 'outsourced_lines_received' THEN
        IF EXISTS (SELECT FROM cs.outsourcing o WHERE o.build_id = p_build.id AND o.cycle = p_build.cycle
                      AND o.state IN ('MARKED', 'ORDERED')) THEN
            RETURN 'Not every outsourced line has arrived.';
        END IF;
    WHEN 'pre_qc_passed' THEN
        IF NOT cs.is_passed(p_build.id, 'PRE_PRODUCTION_CHECK') THEN
            RETURN 'The pre-production check is not signed as passed.';
        END IF;
    WHEN 'pre_qc_failed' THEN
        v_inspection := cs.latest_inspection(p_build.id, 'PRE_PRODUCTION_CHECK');
        IF v_inspection.result IS DISTINCT FROM 'FAILED' OR cs.has_rejected(v_inspection.id) THEN
            RETURN 'The pre-production check is not signed as failed.';
        END IF;
    WHEN 'ncrs_dispositioned' THEN
        IF EXISTS (SELECT FROM cs.nonconformance n WHERE n.build_id = p_build.id AND n.state = 'OPEN') THEN
            RETURN 'A nonconformance of this build has no signed disposition.';
        END IF;
        RETURN cs.find_open_guard('body_kept', p_build, p_old);
    WHEN 'body_kept' THEN
        -- A signed decision to make the body anew, or to scrap it, leaves no other way on.
        IF EXISTS (SELECT FROM cs.builds_given_up(p_build.id)) THEN
            RETURN 'A nonconformance decides that this body is replaced or scrapped.';
        END IF;
    WHEN 'build_claimed' THEN
        IF NOT cs.has_claim(p_build.id) THEN
            RETURN 'You have not claimed this build.';
        END IF;
    WHEN 'rework_claimed' THEN
        IF NOT cs.has_claim(p_build.id) THEN
            RETURN 'You have not claimed this build.';
        END IF;
        RETURN cs.find_open_guard('ncrs_dispositioned', p_build, p_old);
    WHEN 'part_issue_reported' THEN
        IF NOT cs.has_claim(p_build.id) THEN
            RETURN 'You have not claimed this build.';
        END IF;
        IF NOT EXISTS (SELECT FROM cs.part_issue i WHERE i.build_id = p_build.id AND i.state = 'OPEN') THEN
            RETURN 'No part issue is reported: say which line and what is wrong.';
        END IF;
    WHEN 'part_issue_resolved' THEN
        IF p_build.status <> p_old.held_from THEN
            RETURN format('The build goes back to where it was held: %s.', p_old.held_from);
        END IF;
        RETURN cs.find_open_guard('no_part_awaited', p_build, p_old);
    WHEN 'no_part_awaited' THEN
        -- With psql a part issue can be reported without the move that puts the build on hold.
        IF EXISTS (SELECT FROM cs.part_issue i WHERE i.build_id = p_build.id AND i.state = 'OPEN') THEN
            RETURN 'A part issue is not resolved.';
        END IF;
    WHEN 'tasks_done_test_passed' THEN
        IF NOT cs.has_claim(p_build.id) THEN
            RETURN 'You have not claimed this build.';
        END IF;
        -- Rework of a body that was replaced meanwhile is not asked for any more.
        IF EXISTS (SELECT FROM cs.task t
                    WHERE t.build_id = p_build.id AND NOT t.done AND NOT cs.is_of_replaced_body(t.nonconformance_id)) THEN
            RETURN 'Not every task is done.';
        END IF;
        IF NOT cs.is_passed(p_build.id, 'PRODUCTION') THEN
            RETURN 'The production checklist is not signed as passed.';
        END IF;
        IF NOT cs.is_passed(p_build.id, 'END_OF_LINE_TEST') THEN
            RETURN 'The end-of-line test is not signed as passed.';
        END IF;
        RETURN coalesce(cs.find_open_guard('no_part_awaited', p_build, p_old),
                        cs.find_open_guard('body_kept', p_build, p_old));
    WHEN 'packaging_complete' THEN
        IF NOT cs.has_claim(p_build.id) THEN
            RETURN 'You have not claimed this build.';
        END IF;
        v_inspection := cs.latest_inspection(p_build.id, 'PACKAGING');
        IF v_inspection.id IS NULL OR v_inspection.state = 'VOID' THEN
            RETURN 'The packaging checklist is not begun.';
        END IF;
        v_standing := cs.inspection_standing(v_inspection.id);
        IF v_standing.missing > 0 OR v_standing.failed > 0 THEN
            RETURN format('The packaging checklist has %s unanswered and %s failed items; what failed must be put right.',
                          v_standing.missing, v_standing.failed);
        END IF;
        RETURN cs.find_open_guard('no_part_awaited', p_build, p_old);
    WHEN 'ready_statement_signed' THEN
        IF NOT cs.has_claim(p_build.id) THEN
            RETURN 'You have not claimed this build.';
        END IF;
        IF NOT cs.is_passed(p_build.id, 'PACKAGING') THEN
            RETURN 'The statement "ready for inspection" is not signed.';
        END IF;
        RETURN cs.find_open_guard('nothing_reopened', p_build, p_old);
    WHEN 'nothing_reopened' THEN
        IF EXISTS (SELECT FROM unnest(ARRAY['PRE_PRODUCTION_CHECK', 'PRODUCTION', 'END_OF_LINE_TEST']) kind
                    WHERE NOT cs.is_passed(p_build.id, kind)) THEN
            RETURN 'A checklist was reopened and is not signed as passed again.';
        END IF;
        IF EXISTS (SELECT FROM cs.change_request c WHERE c.build_id = p_build.id AND c.state = 'OPEN') THEN
            RETURN 'A change request is open.';
        END IF;
        RETURN cs.find_open_guard('no_part_awaited', p_build, p_old);
    WHEN 'final_qc_passed' THEN
        IF NOT cs.is_passed(p_build.id, 'SINK_QUALITY') THEN
            RETURN 'The final QC is not signed as passed.';
        END IF;
        IF EXISTS (SELECT FROM cs.latest_inspection(p_build.id, 'SINK_QUALITY') n JOIN cs.signature s ON s.id = n.signature_id
                    WHERE cs.has_assembled(p_build.id, s.signer_id)) THEN
            RETURN 'The final QC was signed by somebody who assembled on this build.';
        END IF;
        IF NOT cs.is_passed(p_build.id, 'PACKAGING') THEN
            RETURN 'The statement "ready for inspection" is not signed.';
        END IF;
        IF EXISTS (SELECT FROM cs.nonconformance n WHERE n.build_id = p_build.id AND n.state <> 'CLOSED') THEN
            RETURN 'A nonconformance of this build is not closed.';
        END IF;
        RETURN cs.find_open_guard('nothing_reopened', p_build, p_old);
    WHEN 'final_qc_failed' THEN
        v_inspection := cs.latest_inspection(p_build.id, 'SINK_QUALITY');
        IF v_inspection.result IS DISTINCT FROM 'FAILED' OR cs.has_rejected(v_inspection.id) THEN
            RETURN 'The final QC is not signed as failed.';
        END IF;
    WHEN 'shipping_date_entered' THEN
        IF p_build.shipped_on IS NULL THEN
            RETURN 'Enter the shipping date.';
        END IF;
        RETURN cs.find_open_guard('final_qc_passed', p_build, p_old);
    WHEN 'cancellation_signed' THEN
        IF NOT EXISTS (SELECT FROM cs.signature_subject u JOIN cs.signature s ON s.id = u.signature_id
                        WHERE u.record_kind = 'build' AND u.record_id = p_build.id
                          AND u.record_version = p_old.version AND s.meaning = 'CANCELLATION'
                          AND s.signer_id = cs.current_person_id() AND s.comment = p_build.cancel_reason) THEN
            RETURN 'A cancellation needs a signature with its reason.';
        END IF;
    WHEN 'disposition_scrap' THEN
        IF NOT EXISTS (SELECT FROM cs.nonconformance n WHERE n.build_id = p_build.id
                          AND n.disposition = 'SCRAP' AND n.state = 'DISPOSITIONED') THEN
            RETURN 'No nonconformance of this build is dispositioned as scrap.';
        END IF;
    WHEN 'disposition_replace' THEN
        IF NOT EXISTS (SELECT FROM cs.nonconformance n JOIN cs.inspection i ON i.id = n.inspection_id
                        WHERE n.build_id = p_build.id AND i.cycle = p_old.cycle
                          AND n.disposition = 'REPLACE' AND n.state = 'DISPOSITIONED') THEN
            RETURN 'No nonconformance of this build is dispositioned as replace.';
        END IF;
        IF EXISTS (SELECT FROM cs.nonconformance n WHERE n.build_id = p_build.id AND n.state = 'OPEN') THEN
            RETURN 'A nonconformance of this build has no signed disposition.';
        END IF;
    ELSE
        -- A guard that nobody wrote stands closed.
        RETURN format('The guard %s is not known.', p_guard);
    END CASE;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.find_open_guard IS 'What still keeps a build from a move, as a sentence, or null (DOMAIN §3, column guard)';
