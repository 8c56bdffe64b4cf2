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
        'light_basins', EXISTS (SELECT FROM jsonb_array_elements(c -> 'basins') b WHERE b -> 'light' = 'true'))
      FROM pieces
$function$;
COMMENT ON FUNCTION cs.build_facts IS 'Facts of a build that checklist conditions ask about; twin of domain/checklist_facts.py';
