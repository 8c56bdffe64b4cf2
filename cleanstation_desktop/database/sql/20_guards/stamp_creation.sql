CREATE FUNCTION cs.stamp_creation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    NEW.created_at := now();
    NEW.created_by := cs.current_person_id();
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.stamp_creation IS 'Sets who and when on insert, whatever the client sent';
