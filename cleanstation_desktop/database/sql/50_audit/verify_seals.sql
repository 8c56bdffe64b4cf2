CREATE FUNCTION cs_audit.verify_seals(p_from bigint, p_to bigint)
RETURNS TABLE (problem text, place text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- The chain itself.
    RETURN QUERY
    WITH chain AS (
        SELECT s AS seal, lag(s.id, 1, 0::bigint) OVER (ORDER BY s.id) AS before_id,
               lag(s.hash, 1, sha256('')) OVER (ORDER BY s.id) AS before_hash
          FROM cs_audit.seal s
         WHERE s.id BETWEEN p_from - 1 AND p_to
    )
    SELECT c.what, 'seal ' || (c.seal).id
      FROM (SELECT 'seal_missing' AS what, seal FROM chain WHERE (seal).id <> before_id + 1
            UNION ALL
            SELECT 'seal_chain_broken', seal FROM chain WHERE (seal).previous_hash <> before_hash
            UNION ALL
            SELECT 'seal_changed', seal FROM chain WHERE (seal).hash <> cs_audit.seal_hash(seal)) AS c
     WHERE (c.seal).id BETWEEN p_from AND p_to;
    -- The rows under each seal.
    RETURN QUERY
    WITH covered AS (
        SELECT m.seal_id, m.log_id, l.hash, l.hash = sha256(cs_audit.image(l)) AS whole
          FROM cs_audit.seal_member m
          LEFT JOIN cs_audit.log l ON l.id = m.log_id
         WHERE m.seal_id BETWEEN p_from AND p_to
    ), roots AS (
        SELECT c.seal_id, count(c.hash) AS row_count,
               cs_audit.merkle_root(array_agg(sha256('\x00'::bytea || c.hash) ORDER BY c.log_id)
                                    FILTER (WHERE c.hash IS NOT NULL)) AS root
          FROM covered c GROUP BY c.seal_id
    )
    SELECT 'row_missing', format('audit row %s under seal %s', c.log_id, c.seal_id) FROM covered c WHERE c.hash IS NULL
    UNION ALL
    SELECT 'row_changed', format('audit row %s under seal %s', c.log_id, c.seal_id) FROM covered c WHERE NOT c.whole
    UNION ALL
    SELECT 'seal_rows_differ', format('seal %s covers %s rows, %s are there', s.id, s.row_count, coalesce(r.row_count, 0))
      FROM cs_audit.seal s LEFT JOIN roots r ON r.seal_id = s.id
     WHERE s.id BETWEEN p_from AND p_to
       AND (r.root IS DISTINCT FROM s.root OR r.row_count IS DISTINCT FROM s.row_count);
END
$function$;
COMMENT ON FUNCTION cs_audit.verify_seals IS
    'Checks a range of seals: the chain without gaps, each hash, each covered row and the Merkle root over them';
GRANT EXECUTE ON FUNCTION cs_audit.verify_seals TO cs_admin, cs_jobs;
