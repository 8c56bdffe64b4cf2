CREATE FUNCTION cs.start_inspection(p_build bigint, p_kind text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_latest cs.inspection;
    v_cycle integer;
    v_change bigint;
BEGIN
    SELECT b.cycle INTO v_cycle FROM cs.build b WHERE b.id = p_build FOR UPDATE;
    SELECT * INTO v_latest FROM cs.inspection n
     WHERE n.build_id = p_build AND n.kind = p_kind ORDER BY n.attempt DESC LIMIT 1;
    -- A form that a change reopened stays open to its role until it is passed, wherever the build stands by then.
    IF v_latest.cycle = v_cycle AND (v_latest.state = 'OPEN' OR v_latest.result = 'FAILED') THEN
        v_change := v_latest.change_request_id;
    END IF;
    PERFORM cs.demand_duty(p_build, p_kind, v_change IS NOT NULL);
    IF v_latest.state = 'OPEN' THEN
        RETURN v_latest.id;
    END IF;
    -- What passed is not filled in again, except for a final QC after rework or a body that was made anew.
    IF v_latest.result = 'PASSED' AND v_latest.cycle = v_cycle AND v_latest.state = 'SIGNED'
       AND p_kind <> 'SINK_QUALITY' THEN
        RAISE EXCEPTION 'This form is already signed as passed.'
            USING ERRCODE = 'CS412', DETAIL = 'already_passed';
    END IF;
    IF p_kind = 'SINK_QUALITY' AND v_latest.result = 'FAILED' AND v_latest.cycle = v_cycle
       AND NOT cs.has_rejected(v_latest.id) THEN
        RAISE EXCEPTION 'The final QC failed, and the build is not rejected yet.'
            USING ERRCODE = 'CS412', DETAIL = 'not_rejected',
                  HINT = 'Reject it on its page; it is inspected again after its rework.';
    END IF;
    IF EXISTS (SELECT FROM cs.nonconformance c JOIN cs.inspection n ON n.id = c.inspection_id
                WHERE c.build_id = p_build AND n.kind = p_kind AND c.state = 'OPEN') THEN
        RAISE EXCEPTION 'A nonconformance of the last attempt has no signed disposition.'
            USING ERRCODE = 'CS412', DETAIL = 'ncr_open', HINT = 'Ask QC to decide on it; then the next attempt can start.';
    END IF;
    RETURN cs.open_inspection(p_build, p_kind, CASE WHEN v_latest.id IS NULL THEN '' ELSE 'next attempt' END,
                              p_change => v_change);
END
$function$;
COMMENT ON FUNCTION cs.start_inspection IS 'Opens the form for the signed-in person, or finds it open; returns its key';
