CREATE FUNCTION cs.check_bom_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_unknown text;
    v_count integer;
BEGIN
    SELECT count(*) INTO v_count FROM cs.bom_line l WHERE l.bom_revision_id = NEW.id;
    IF v_count = 0 OR v_count IS DISTINCT FROM (NEW.totals ->> 'lines')::integer THEN
        RAISE EXCEPTION 'The BOM has % lines where its totals say %.', v_count, NEW.totals ->> 'lines'
            USING ERRCODE = 'CS422', DETAIL = 'bom_incomplete', COLUMN = 'lines';
    END IF;
    SELECT l.item INTO v_unknown FROM cs.bom_line l
     WHERE l.bom_revision_id = NEW.id AND l.kind <> 'custom'
       AND NOT EXISTS (SELECT FROM cs.item i WHERE i.number = l.item)
     LIMIT 1;
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION 'Item % is not in the catalogue.', v_unknown
            USING ERRCODE = 'CS422', DETAIL = 'unresolved_item', COLUMN = 'lines',
                  HINT = 'Import the current catalogue or map an alias.';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.check_bom_lines IS 'At commit: a BOM is complete and every line resolves in the catalogue (DOMAIN §3)';
