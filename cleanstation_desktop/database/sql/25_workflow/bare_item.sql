CREATE FUNCTION cs.bare_item(p_number text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT CASE WHEN starts_with(p_number, 'ASSY-')
                 AND EXISTS (SELECT FROM cs.item i WHERE i.number = substr(p_number, 6) AND i.kind = 'part')
                THEN substr(p_number, 6) ELSE p_number END
$function$;
COMMENT ON FUNCTION cs.bare_item IS
    'Number under which bills show an item: a twin ASSY-<part> goes by its bare part (DOMAIN §5; twin of Catalogue.canonical)';
