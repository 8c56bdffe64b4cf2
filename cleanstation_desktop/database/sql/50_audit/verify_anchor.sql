CREATE FUNCTION cs_audit.verify_anchor(p_anchor bytea) RETURNS TABLE (problem text, place text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Who cuts the newest seals off, or makes all anew, leaves a chain that fits; only a hash kept elsewhere tells.
    SELECT 'anchor_not_found', 'seal hash ' || encode(p_anchor, 'hex')
     WHERE p_anchor IS NOT NULL AND NOT EXISTS (SELECT FROM cs_audit.seal s WHERE s.hash = p_anchor)
$function$;
COMMENT ON FUNCTION cs_audit.verify_anchor IS 'Whether a seal hash that was kept outside the database is still in the chain';
GRANT EXECUTE ON FUNCTION cs_audit.verify_anchor TO cs_admin, cs_jobs;
