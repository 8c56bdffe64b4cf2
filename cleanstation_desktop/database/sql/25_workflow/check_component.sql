CREATE FUNCTION cs.check_component() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_parent text := cs.bare_item(NEW.parent_number);
    v_path text[];
BEGIN
    -- A circle that was not there before goes through a row that is new: it leads from the item back to itself.
    IF NOT EXISTS (SELECT FROM cs.made_of(cs.bare_item(NEW.component_number))) THEN
        RETURN NULL;  -- and most ways end at once
    END IF;
    IF NOT EXISTS (
           WITH RECURSIVE below (item) AS (
               SELECT m.item FROM cs.made_of(v_parent) AS m (item)
               UNION
               SELECT m.item FROM below b CROSS JOIN cs.made_of(b.item) AS m (item)
           ) SELECT FROM below b WHERE b.item = v_parent) THEN
        RETURN NULL;
    END IF;
    WITH RECURSIVE walk (item, path) AS (
        SELECT v_parent, ARRAY[v_parent]
        UNION ALL
        SELECT m.item, w.path || m.item FROM walk w CROSS JOIN cs.made_of(w.item) AS m (item)
         WHERE (w.item <> v_parent OR cardinality(w.path) = 1) AND m.item <> ALL (w.path[2:])
    ) SELECT w.path INTO v_path FROM walk w WHERE w.item = v_parent AND cardinality(w.path) > 1 LIMIT 1;
    RAISE EXCEPTION 'An item would contain itself: %.', left(array_to_string(v_path, ' > '), 1000)
        USING ERRCODE = 'CS422', DETAIL = 'cycle', COLUMN = 'component_number',
              HINT = 'Take one of them out of the assembly above it.';
END
$function$;
COMMENT ON FUNCTION cs.check_component IS 'At commit: no item contains itself, at any depth and through twins (DOMAIN §1, §5)';
