CREATE FUNCTION cs.lock_record(p_kind text, p_id bigint, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_version integer;
BEGIN
    -- What is signed names the order too: its header must not change between this look and the commit.
    PERFORM 1 FROM cs.customer_order o WHERE o.id = cs.order_of_record(p_kind, p_id) FOR SHARE;
    -- The build first, as everywhere: no move of it can pass by while its records are signed.
    PERFORM 1 FROM cs.build b WHERE b.id = cs.build_of_record(p_kind, p_id) FOR NO KEY UPDATE;
    CASE p_kind
    WHEN 'inspection' THEN
        SELECT r.version INTO v_version FROM cs.inspection r WHERE r.id = p_id FOR UPDATE;
    WHEN 'bom_revision' THEN
        SELECT r.version INTO v_version FROM cs.bom_revision r WHERE r.id = p_id FOR UPDATE;
    WHEN 'nonconformance' THEN
        SELECT r.version INTO v_version FROM cs.nonconformance r WHERE r.id = p_id FOR UPDATE;
    WHEN 'build' THEN
        SELECT r.version INTO v_version FROM cs.build r WHERE r.id = p_id FOR UPDATE;
    ELSE
        RAISE EXCEPTION 'Records of this kind are not signed.' USING ERRCODE = 'CS422', DETAIL = 'bad_kind', COLUMN = 'kind';
    END CASE;
    IF v_version IS NULL THEN
        RAISE EXCEPTION 'There is no such record.' USING ERRCODE = 'CS404', DETAIL = 'no_record';
    END IF;
    IF v_version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION 'The record changed since it was read: it is at version %.', v_version
            USING ERRCODE = 'CS409', DETAIL = 'stale_version', HINT = 'Read it again before you sign.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs.lock_record IS 'Holds a record for signing at the version that the signer saw';
