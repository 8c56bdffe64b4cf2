CREATE FUNCTION cs.distinct_words(p_text text, OUT words text, OUT beginnings text) RETURNS record
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT ' ' || string_agg(DISTINCT w.word, ' '), ' ' || string_agg(DISTINCT left(w.word, 2), ' ')
      FROM unnest(string_to_array(p_text, ' ')) w (word)
     WHERE w.word <> ''
$function$;
COMMENT ON FUNCTION cs.distinct_words IS 'Each word of a text in its search form once, and how they begin, a blank before each';
