CREATE FUNCTION cs.guard_bom_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- A revision's lines come in the transaction that made it, and never later.
    IF EXISTS (SELECT FROM added a JOIN cs.bom_revision r ON r.id = a.bom_revision_id
                WHERE r.created_at <> now() OR r.state <> 'SUBMITTED') THEN
        RAISE EXCEPTION 'Lines of a BOM revision are written once, with it.' USING ERRCODE = 'CS423', DETAIL = 'bom_frozen';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.guard_bom_line IS 'Lines are written with their revision and frozen';
