CREATE FUNCTION cs.basin_facts(p_configuration jsonb, p_position integer) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT jsonb_build_object(
        'basin_position', p_position,
        'basin_type', b -> 'type',
        'basin_light', b -> 'light',
        'basin_p_trap', b -> 'p_trap',
        -- A standard size says its dimensions in its name: 24X20X8.
        'basin_width', CASE jsonb_typeof(b -> 'size') WHEN 'string' THEN split_part(b ->> 'size', 'X', 1)::integer
                                                      ELSE (b #>> '{size,width}')::integer END,
        'basin_length', CASE jsonb_typeof(b -> 'size') WHEN 'string' THEN split_part(b ->> 'size', 'X', 2)::integer
                                                       ELSE (b #>> '{size,length}')::integer END,
        'basin_depth', CASE jsonb_typeof(b -> 'size') WHEN 'string' THEN split_part(b ->> 'size', 'X', 3)::integer
                                                      ELSE (b #>> '{size,depth}')::integer END)
      FROM (SELECT p_configuration #> ARRAY['basins', (p_position - 1)::text] AS b) basin
$function$;
COMMENT ON FUNCTION cs.basin_facts IS 'Facts of one basin, lengths in inches; twin of domain/checklist_facts.py';
