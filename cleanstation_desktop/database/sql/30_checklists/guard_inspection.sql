CREATE FUNCTION cs.guard_inspection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF OLD.state <> 'OPEN' THEN
        RAISE EXCEPTION 'This inspection is closed and can never change.'
            USING ERRCODE = 'CS423', DETAIL = 'signed', HINT = 'Open the next attempt instead.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_inspection IS 'A signed or void inspection is frozen for everybody, the owner included';
