CREATE FUNCTION cs_audit.verify_signatures(p_from bigint, p_to bigint)
RETURNS TABLE (problem text, place text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Past a guard that was off for a moment a record changes with its trail in the audit; what was signed stays behind.
    SELECT 'record_not_as_signed',
           format('signature %s on %s %s of build %s', u.signature_id, u.record_kind, u.record_id, b.build_number)
      FROM cs.signature_subject u
      LEFT JOIN cs.build b ON b.id = cs.build_of_record(u.record_kind, u.record_id)
     WHERE u.signature_id BETWEEN p_from AND p_to
       AND cs.is_as_signed(u.signature_id, u.record_kind, u.record_id) IS NOT TRUE
     ORDER BY u.signature_id, u.record_kind, u.record_id
$function$;
COMMENT ON FUNCTION cs_audit.verify_signatures IS
    'Compares what a range of signatures covers with the bytes that were signed, and those with their digests';
GRANT EXECUTE ON FUNCTION cs_audit.verify_signatures TO cs_admin, cs_jobs;
