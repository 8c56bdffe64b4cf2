CREATE FUNCTION cs.check_new_build() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM cs.bom_revision r WHERE r.build_id = NEW.id) THEN
        RAISE EXCEPTION 'Build % has no configuration and BOM.', NEW.build_number
            USING ERRCODE = 'CS412', DETAIL = 'not_configured';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.check_new_build IS 'At commit: a new build has its configuration and BOM';
