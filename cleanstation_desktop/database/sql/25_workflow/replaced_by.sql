CREATE FUNCTION cs.replaced_by(p_document bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Both bear the time of the one transaction in which that was done.
    SELECT r.file_name
      FROM cs.document d
      JOIN cs.document r ON r.order_id = d.order_id AND r.kind = d.kind AND r.created_at = d.removed_at
       AND r.created_by = d.removed_by AND r.build_id IS NOT DISTINCT FROM d.build_id
       AND r.answer_id IS NOT DISTINCT FROM d.answer_id
     WHERE d.id = p_document
     ORDER BY r.id LIMIT 1
$function$;
COMMENT ON FUNCTION cs.replaced_by IS
    'Name of the file that took the place of a document when that was taken off; null when none did';
