CREATE FUNCTION cs_adm.clean_up(p_log_files text[] DEFAULT NULL, p_limit integer DEFAULT 20000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- The audit log, seals, security events and everything signed are never touched; triggers refuse younger rows of the rest.
DECLARE
    v_count integer;
    v_total integer := 0;
BEGIN
    DELETE FROM cs.change_feed f WHERE f.ctid = ANY (ARRAY(
        SELECT x.ctid FROM cs.change_feed x WHERE x.at < clock_timestamp() - interval '7 days 1 minute' LIMIT p_limit));
    GET DIAGNOSTICS v_count = ROW_COUNT; v_total := v_total + v_count;
    DELETE FROM cs.command c WHERE c.ctid = ANY (ARRAY(
        SELECT x.ctid FROM cs.command x WHERE x.at < clock_timestamp() - interval '90 days 1 minute' LIMIT p_limit));
    GET DIAGNOSTICS v_count = ROW_COUNT; v_total := v_total + v_count;
    DELETE FROM cs_adm.sign_in_attempt s WHERE s.ctid = ANY (ARRAY(
        SELECT x.ctid FROM cs_adm.sign_in_attempt x WHERE x.at < clock_timestamp() - interval '90 days 1 minute' LIMIT p_limit));
    GET DIAGNOSTICS v_count = ROW_COUNT; v_total := v_total + v_count;
    DELETE FROM cs_adm.matched_refusal m WHERE m.at < clock_timestamp() - interval '1 day';
    GET DIAGNOSTICS v_count = ROW_COUNT; v_total := v_total + v_count;
    IF p_log_files IS NOT NULL THEN
        DELETE FROM cs_adm.log_position l
         WHERE l.file_name <> ALL (p_log_files) AND l.read_at < clock_timestamp() - interval '30 days';
        GET DIAGNOSTICS v_count = ROW_COUNT; v_total := v_total + v_count;
    END IF;
    RETURN v_total;
END
$function$;
COMMENT ON FUNCTION cs_adm.clean_up IS
    'Removes what is past its time: change feed 7 days, commands and sign-in attempts 90; returns how many rows';
GRANT EXECUTE ON FUNCTION cs_adm.clean_up TO cs_jobs;
