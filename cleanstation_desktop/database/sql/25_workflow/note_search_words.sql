CREATE FUNCTION cs.note_search_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- A row of its own, and what a build was called before stays: nobody waits for another one who enters an order, and
    -- words that no build has any more only let a few builds be read in vain. cs_adm.gather_search_words puts them together.
    INSERT INTO cs.search_words (block, words, beginnings)
    SELECT NEW.order_id / 8, w.words, w.beginnings FROM cs.distinct_words(NEW.search) w;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.note_search_words IS 'Notes what a listed build is found by, with the words of its order''s neighbours';
