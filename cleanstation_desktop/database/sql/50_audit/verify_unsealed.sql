CREATE FUNCTION cs_audit.verify_unsealed() RETURNS TABLE (problem text, place text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- A row that is older than the last search and yet under no seal was put in afterwards.
    WITH bound AS (
        SELECT s.open_since - interval '5 minutes' AS since, (SELECT max(m.log_id) FROM cs_audit.seal_member m) AS last_row
          FROM cs_audit.seal s ORDER BY s.id DESC LIMIT 1
    ), open AS (
        SELECT l.id, l.at, l.hash = sha256(cs_audit.image(l)) AS whole
          FROM cs_audit.log l
         WHERE NOT EXISTS (SELECT FROM cs_audit.seal_member m WHERE m.log_id = l.id)
    )
    SELECT 'row_added', format('audit row %s is under no seal but older than the last one', o.id)
      FROM open o JOIN bound b ON o.at < b.since AND o.id <= b.last_row
    UNION ALL
    SELECT 'row_changed', format('audit row %s, not sealed yet', o.id) FROM open o WHERE NOT o.whole
$function$;
COMMENT ON FUNCTION cs_audit.verify_unsealed IS 'Checks the rows that no seal covers: none may be older than the last search';
GRANT EXECUTE ON FUNCTION cs_audit.verify_unsealed TO cs_admin, cs_jobs;
