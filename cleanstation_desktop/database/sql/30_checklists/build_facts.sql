CREATE FUNCTION cs.build_facts(p_configuration jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH pieces AS (
        SELECT p_configuration AS c,
               nullif(p_configuration -> 'pegboard', 'null'::jsonb) AS pegboard,
               ARRAY(SELECT DISTINCT b ->> 'type' COLLATE "C" FROM jsonb_array_elements(p_configuration -> 'basins') b
                      ORDER BY 1) AS basin_types,
               ARRAY(SELECT DISTINCT s ->> 'kind' COLLATE "C" FROM jsonb_array_elements(p_configuration -> 'sprayers') s
                      ORDER BY 1) AS sprayer_kinds,
               ARRAY(SELECT DISTINCT a ->> 'item' COLLATE "C" FROM jsonb_array_elements(p_configuration -> 'accessories') a
                      ORDER BY 1) AS accessories
    )
    SELECT jsonb_build_object(
        'model', c -> 'model',
        'basin_count', jsonb_array_length(c -> 'basins'),
        'length', c -> 'length',
        'width', c -> 'width',
        'legs_kind', c #> '{legs,kind}',
        'legs_model', c #> '{legs,model}',
        'feet', c -> 'feet',
        'pegboard', pegboard IS NOT NULL,
        'pegboard_type', pegboard -> 'type',
        'pegboard_color', pegboard -> 'color',
        'pegboard_size', CASE WHEN pegboard IS NULL THEN NULL
                              WHEN pegboard -> 'size' = '"auto"' THEN 'auto' ELSE 'custom' END,
        'workflow', c -> 'workflow',
        'language', c -> 'language',
        'basin_types', basin_types,
        'sprayer_kinds', sprayer_kinds,
        -- An E-Sink DI basin brings its gooseneck by itself (DOMAIN §5).
        'faucet_kinds', ARRAY(
            SELECT DISTINCT k COLLATE "C"
              FROM (SELECT f ->> 'kind' AS k FROM jsonb_array_elements(c -> 'faucets') f
                    UNION ALL SELECT 'di_gooseneck' WHERE 'e_sink_di' = ANY (basin_types)) kinds
             ORDER BY 1),
        'accessories', accessories,
        'has_accessories', cardinality(accessories) > 0,
        'light_basins', EXISTS (SELECT FROM jsonb_array_elements(c -> 'basins') b WHERE b -> 'light' = 'true'),
        'basin_plan', (
            SELECT string_agg(format('%s:%sx%sx%s', f ->> 'basin_type', f ->> 'basin_width', f ->> 'basin_length',
                                     f ->> 'basin_depth'), ',' ORDER BY n)
              FROM generate_series(1, jsonb_array_length(c -> 'basins')) n, cs.basin_facts(c, n) f),
        'fitting_plan', coalesce((
            SELECT string_agg(fitting, ',' ORDER BY kind, n)
              FROM (SELECT 1 AS kind, n, format('%s@%s', f ->> 'kind', f ->> 'placement') AS fitting
                      FROM jsonb_array_elements(c -> 'faucets') WITH ORDINALITY AS faucets (f, n)
                    UNION ALL
                    -- One for each E-Sink DI basin: it is of that basin, and no configuration says where it stands.
                    SELECT 2, n, format('di_gooseneck@basin_%s', n)
                      FROM jsonb_array_elements(c -> 'basins') WITH ORDINALITY AS basins (b, n)
                     WHERE b -> 'type' = '"e_sink_di"'
                    UNION ALL
                    SELECT 3, n, format('%s@%s', s ->> 'kind', s ->> 'location')
                      FROM jsonb_array_elements(c -> 'sprayers') WITH ORDINALITY AS sprayers (s, n)) fittings), ''),
        -- A board of automatic size follows the sink's length.
        'board_plan', CASE WHEN pegboard IS NOT NULL THEN format('%s:%s:%s', pegboard ->> 'type', pegboard ->> 'color',
            CASE WHEN pegboard -> 'size' = '"auto"' THEN 'auto:' || (c ->> 'length')
                 ELSE format('%sx%s', pegboard #>> '{size,width}', pegboard #>> '{size,length}') END) END)
      FROM pieces
$function$;
COMMENT ON FUNCTION cs.build_facts IS 'Facts of a build that checklist conditions ask about; twin of domain/checklist_facts.py';
