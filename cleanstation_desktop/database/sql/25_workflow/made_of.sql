CREATE FUNCTION cs.made_of(p_number text) RETURNS SETOF text
LANGUAGE sql STABLE ROWS 8 SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH source AS (
        SELECT coalesce((SELECT t.number FROM cs.item i JOIN cs.item t ON t.number = 'ASSY-' || i.number
                          WHERE i.number = p_number AND i.kind = 'part'), p_number) AS number
    )
    SELECT cs.bare_item(c.component_number)
      FROM source s JOIN cs.item_component c ON c.parent_number = s.number
     -- A twin that contains its own bare part adds nothing by that entry.
     WHERE NOT (c.component_number = p_number AND s.number <> p_number)
$function$;
COMMENT ON FUNCTION cs.made_of IS
    'What an item is made of, one level, by the numbers of bills: through its twin (DOMAIN §5; twin of Catalogue.components)';
