CREATE FUNCTION cs.bom_item_at(p_build bigint, p_path text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_item text;
BEGIN
    SELECT l.item INTO v_item
      FROM cs.bom_line l
     WHERE l.path = p_path AND l.bom_revision_id = (
           SELECT r.id FROM cs.bom_revision r WHERE r.build_id = p_build AND r.state = 'APPROVED'
            ORDER BY r.revision DESC LIMIT 1);
    IF v_item IS NULL THEN
        RAISE EXCEPTION 'The approved BOM has no line %.', p_path
            USING ERRCODE = 'CS422', DETAIL = 'no_bom_line', COLUMN = 'path';
    END IF;
    RETURN v_item;
END
$function$;
COMMENT ON FUNCTION cs.bom_item_at IS 'Item on a line of the newest approved BOM';
