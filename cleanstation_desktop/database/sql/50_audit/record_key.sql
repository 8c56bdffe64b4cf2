CREATE FUNCTION cs_audit.record_key(p_row jsonb, p_keys text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT string_agg(p_row ->> k.name, ',' ORDER BY k.place)
      FROM unnest(string_to_array(p_keys, ',')) WITH ORDINALITY AS k (name, place)
$function$;
COMMENT ON FUNCTION cs_audit.record_key IS 'Key of a row image as text: values of the key columns, comma between';
