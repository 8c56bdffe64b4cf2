CREATE FUNCTION cs.is_bom_signed(p_bom_revision bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT cs.is_signed('bom_revision', p_bom_revision, 'BOM_APPROVED')
       AND (cs.is_signed('bom_revision', p_bom_revision, 'CHANGE_REVIEWED')
            OR NOT EXISTS (SELECT FROM cs.change_request c
                            WHERE c.bom_revision_id = p_bom_revision AND c.state = 'OPEN' AND c.qc_required))
$function$;
COMMENT ON FUNCTION cs.is_bom_signed IS
    'Whether a BOM revision carries every signature it needs: procurement''s, and QC''s once assembly has begun';
