CREATE FUNCTION cs.has_rejected(p_inspection bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM cs.inspection n
                     JOIN cs.signature s ON s.id = n.signature_id
                     JOIN cs.status_history h ON h.build_id = n.build_id
                    WHERE n.id = p_inspection AND n.result = 'FAILED'
                      AND h.to_status = CASE n.kind WHEN 'PRE_PRODUCTION_CHECK' THEN 'PRE_QC_REJECTED'
                                                    WHEN 'SINK_QUALITY' THEN 'FINAL_QC_REJECTED' END
                      AND h.at >= s.signed_at)
$function$;
COMMENT ON FUNCTION cs.has_rejected IS 'Whether a pre-QC or a final QC that failed rejected its build: once, and before it is inspected again';
