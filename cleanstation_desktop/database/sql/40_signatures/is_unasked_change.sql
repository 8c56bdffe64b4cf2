CREATE FUNCTION cs.is_unasked_change(p_bom_revision bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM cs.bom_revision r JOIN cs.bom_revision earlier ON earlier.build_id = r.build_id
                    WHERE r.id = p_bom_revision AND earlier.state = 'APPROVED')
       AND NOT EXISTS (SELECT FROM cs.change_request c WHERE c.bom_revision_id = p_bom_revision AND c.state = 'OPEN')
$function$;
COMMENT ON FUNCTION cs.is_unasked_change IS
    'Whether a revision follows an approved one without an open change request that names it: then nobody may sign it, since '
    'the request is what brings QC''s signature and the reopened forms with it (DOMAIN §3, Changes)';
