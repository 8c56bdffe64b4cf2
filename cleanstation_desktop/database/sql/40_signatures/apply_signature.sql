CREATE FUNCTION cs.apply_signature(p_meaning text, p_kind text, p_id bigint, p_signature bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_change cs.change_request;
BEGIN
    IF p_kind = 'bom_revision' THEN
        IF NOT cs.is_bom_signed(p_id) THEN
            RETURN;
        END IF;
        SELECT * INTO v_change FROM cs.change_request c WHERE c.bom_revision_id = p_id AND c.state = 'OPEN';
        UPDATE cs.bom_revision r SET state = 'APPROVED', version = r.version + 1 WHERE r.id = p_id;
        IF v_change.id IS NOT NULL THEN
            UPDATE cs.change_request c SET state = 'APPROVED', version = c.version + 1 WHERE c.id = v_change.id;
            PERFORM cs.apply_change(v_change.id);
        END IF;
    ELSIF p_kind = 'inspection' THEN
        UPDATE cs.inspection n
           SET state = 'SIGNED', signature_id = p_signature, version = n.version + 1,
               result = CASE p_meaning WHEN 'INSPECTION_FAILED' THEN 'FAILED' ELSE 'PASSED' END
         WHERE n.id = p_id;
        PERFORM cs.settle_nonconformances(p_id);
    ELSIF p_meaning = 'DISPOSITION' THEN
        UPDATE cs.nonconformance n
           SET disposition_signature_id = p_signature, version = n.version + 1,
               state = CASE n.disposition WHEN 'USE_AS_IS' THEN n.state ELSE 'DISPOSITIONED' END
         WHERE n.id = p_id;
    ELSIF p_meaning = 'CONCESSION' THEN
        UPDATE cs.nonconformance n
           SET concession_signature_id = p_signature, version = n.version + 1, state = 'DISPOSITIONED'
         WHERE n.id = p_id;
    END IF;
END
$function$;
COMMENT ON FUNCTION cs.apply_signature IS 'Carries out what a signature means, in the transaction that signs';
