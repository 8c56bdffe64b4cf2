CREATE FUNCTION cs.count_saved_views() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    c_most CONSTANT integer := 50;
BEGIN
    -- One at a time for each person, so that two stations do not both see room for one more.
    PERFORM pg_advisory_xact_lock(hashtextextended('cs saved view ' || NEW.person_id, 0));
    IF (SELECT count(*) FROM cs.saved_view v WHERE v.person_id = NEW.person_id) >= c_most THEN
        RAISE EXCEPTION 'You have % saved views; that is as many as are kept.', c_most
            USING ERRCODE = 'CS410', DETAIL = 'too_many', HINT = 'Delete one that you no longer need.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.count_saved_views IS 'Keeps the saved views of a person to a number that fits a menu';
