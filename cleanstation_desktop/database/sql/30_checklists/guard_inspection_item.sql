CREATE FUNCTION cs.guard_inspection_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- The old inspection too: an item cannot be moved out of a signed one.
    IF EXISTS (SELECT FROM cs.inspection n WHERE n.id IN (NEW.inspection_id, OLD.inspection_id) AND n.state <> 'OPEN') THEN
        RAISE EXCEPTION 'This inspection is closed and can never change.'
            USING ERRCODE = 'CS423', DETAIL = 'signed', HINT = 'Open the next attempt instead.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_inspection_item IS 'Items of a closed inspection are frozen for everybody, the owner included';
