CREATE FUNCTION cs.derive_items(p_template jsonb, p_configuration jsonb)
RETURNS TABLE (sequence integer, section text, code text, basin smallint, kind text, required boolean,
               definition jsonb, target numeric, minimum numeric, maximum numeric, unit text, expected text, basis jsonb)
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH facts AS (
        SELECT 0 AS basin, cs.build_facts(p_configuration) AS known
        UNION ALL
        SELECT n, cs.build_facts(p_configuration) || cs.basin_facts(p_configuration, n)
          FROM generate_series(1, jsonb_array_length(p_configuration -> 'basins')) n
    ), asked AS (
        SELECT s.n AS section_n, f.basin, i.n AS item_n, s.body ->> 'code' AS section, i.body AS item, f.known,
               coalesce(s.body -> 'when', '{}') || coalesce(i.body -> 'when', '{}') AS conditions,
               coalesce((i.body ->> 'target')::numeric, (f.known ->> (i.body ->> 'target_from'))::numeric) AS target
          FROM jsonb_array_elements(p_template -> 'sections') WITH ORDINALITY AS s (body, n)
         CROSS JOIN facts f
         CROSS JOIN jsonb_array_elements(s.body -> 'items') WITH ORDINALITY AS i (body, n)
         WHERE (f.basin > 0) = (coalesce((s.body ->> 'per_basin')::boolean, false)
                                OR coalesce((i.body ->> 'per_basin')::boolean, false))
           AND cs.condition_holds(s.body -> 'when', f.known)
           AND cs.condition_holds(i.body -> 'when', f.known)
    )
    SELECT row_number() OVER (ORDER BY section_n, basin, item_n)::integer,
           section, item ->> 'code', basin::smallint, item ->> 'kind', coalesce((item ->> 'required')::boolean, true),
           item, target,
           coalesce((item ->> 'minimum')::numeric, target - (item #>> '{tolerance,minus}')::numeric),
           coalesce((item ->> 'maximum')::numeric, target + (item #>> '{tolerance,plus}')::numeric),
           item ->> 'unit',
           coalesce(item ->> 'expected', known ->> (item ->> 'expected_from')),
           -- What the answer stands or falls with; of a basin everything.
           CASE WHEN basin > 0 THEN cs.basin_facts(p_configuration, basin) ELSE '{}' END
           || coalesce((SELECT jsonb_object_agg(name, known -> name)
                          FROM (SELECT jsonb_object_keys(conditions)
                                UNION SELECT jsonb_array_elements_text(item -> 'depends_on')) named (name)), '{}')
      FROM asked
$function$;
COMMENT ON FUNCTION cs.derive_items IS 'Items of a form that apply to a configuration, resolved; twin of domain/checklist.derive';
