CREATE FUNCTION cs.build_of_record(p_kind text, p_id bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT CASE p_kind
        WHEN 'build' THEN p_id
        WHEN 'inspection' THEN (SELECT n.build_id FROM cs.inspection n WHERE n.id = p_id)
        WHEN 'bom_revision' THEN (SELECT r.build_id FROM cs.bom_revision r WHERE r.id = p_id)
        WHEN 'nonconformance' THEN (SELECT c.build_id FROM cs.nonconformance c WHERE c.id = p_id) END
$function$;
COMMENT ON FUNCTION cs.build_of_record IS 'Build that a signed record belongs to';
