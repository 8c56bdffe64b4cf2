CREATE FUNCTION cs.demand_duty(p_build bigint, p_kind text, p_reopened boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_group text;
    v_due_at text;
    v_later text[];
    v_status text;
BEGIN
    SELECT d.group_name, d.build_status, d.later INTO v_group, v_due_at, v_later FROM cs.inspection_duty(p_kind) d;
    IF v_group IS NULL THEN
        RAISE EXCEPTION 'There is no form of this kind.' USING ERRCODE = 'CS422', DETAIL = 'bad_kind', COLUMN = 'kind';
    END IF;
    IF NOT cs.has_role(v_group) THEN
        RAISE EXCEPTION 'Your role does not fill in this form.' USING ERRCODE = 'CS403', DETAIL = 'not_your_form';
    END IF;
    SELECT b.status INTO v_status FROM cs.build b WHERE b.id = p_build;
    IF v_status IS NULL THEN
        RAISE EXCEPTION 'There is no such build.' USING ERRCODE = 'CS404', DETAIL = 'no_build';
    END IF;
    IF v_status <> v_due_at AND NOT (p_reopened AND v_status = ANY (v_later)) THEN
        RAISE EXCEPTION 'This form is filled in while the build is %; it is %.', v_due_at, v_status
            USING ERRCODE = 'CS412', DETAIL = 'wrong_status';
    END IF;
    IF v_group = 'cs_assembler' AND NOT cs.has_claim(p_build) THEN
        RAISE EXCEPTION 'You have not claimed this build.'
            USING ERRCODE = 'CS403', DETAIL = 'not_claimed', HINT = 'Claim the build first.';
    END IF;
    IF p_kind = 'SINK_QUALITY' AND cs.has_assembled(p_build, cs.current_person_id()) THEN
        RAISE EXCEPTION 'You assembled on this build, so another QC person must inspect it.'
            USING ERRCODE = 'CS403', DETAIL = 'not_independent', HINT = 'Ask a QC person who did not work on it.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs.demand_duty IS 'Refuses whoever may not fill in this form for this build now';
