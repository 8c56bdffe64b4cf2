CREATE FUNCTION cs_adm.gather_search_words(p_limit integer DEFAULT 1000) RETURNS integer
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- What is entered meanwhile stands in rows that this statement does not see, and stays as it is until the next time.
    WITH scattered AS (
        DELETE FROM cs.search_words s
         WHERE s.block = ANY (ARRAY(SELECT x.block FROM cs.search_words x GROUP BY x.block HAVING count(*) > 1
                                     ORDER BY x.block LIMIT p_limit))
        RETURNING s.block, s.words
    ), gathered AS (
        INSERT INTO cs.search_words (block, words, beginnings)
        SELECT s.block, w.words, w.beginnings
          FROM (SELECT x.block, string_agg(x.words, ' ') AS words FROM scattered x GROUP BY x.block) s
         CROSS JOIN LATERAL cs.distinct_words(s.words) w
        RETURNING block
    )
    SELECT count(*)::integer FROM gathered
$function$;
COMMENT ON FUNCTION cs_adm.gather_search_words IS
    'Puts together what builds of the same eight orders are found by; returns of how many such blocks';
GRANT EXECUTE ON FUNCTION cs_adm.gather_search_words TO cs_jobs;
