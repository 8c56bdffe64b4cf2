CREATE FUNCTION cs.find_passing_guard(p_inspection bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_inspection cs.inspection;
    v_build cs.build;
BEGIN
    IF EXISTS (SELECT FROM cs.nonconformances_before(p_inspection)) THEN
        RETURN 'A nonconformance of this build is not closed.';
    END IF;
    SELECT * INTO v_inspection FROM cs.inspection n WHERE n.id = p_inspection;
    SELECT * INTO v_build FROM cs.build b WHERE b.id = v_inspection.build_id;
    -- Test, packaging, statement, final QC: a change that reopens them after the hand-over changes nothing in this order.
    IF v_inspection.kind = 'SINK_QUALITY' AND NOT cs.is_passed(v_build.id, 'PACKAGING') THEN
        RETURN 'The statement "ready for inspection" is not signed.';
    END IF;
    IF v_inspection.kind IN ('PACKAGING', 'SINK_QUALITY') THEN
        RETURN cs.find_open_guard('nothing_reopened', v_build, v_build);
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.find_passing_guard IS
    'What beside its own answers still keeps a form from being signed as passed, as a sentence, or null (DOMAIN §3, order of '
    'test, packaging, statement and final QC, and no open nonconformance)';
