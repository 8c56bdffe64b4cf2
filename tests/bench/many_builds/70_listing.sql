-- The list of builds, by the function that keeps it in step with them.
SELECT cs.list_builds(array_agg(b.id ORDER BY b.id)) FROM cs.build b;
-- And their words, as cs.note_search_words and cs_adm.gather_search_words leave them.
DELETE FROM cs.search_words;
INSERT INTO cs.search_words (block, words, beginnings)
SELECT s.block, w.words, w.beginnings
  FROM (SELECT l.order_id / 8 AS block, string_agg(l.search, ' ') AS words FROM cs.build_listing l GROUP BY 1 ORDER BY 1) s
 CROSS JOIN LATERAL cs.distinct_words(s.words) w;
