CREATE FUNCTION cs.follow_listing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_TABLE_NAME = 'build' THEN
        PERFORM cs.list_builds(ARRAY[NEW.id]);
    ELSE
        PERFORM cs.list_builds(ARRAY(SELECT b.id FROM cs.build b WHERE b.order_id = NEW.id ORDER BY b.id));
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.follow_listing IS 'Keeps the list of builds in step with builds and their orders';
