CREATE FUNCTION cs.condition_holds(p_when jsonb, p_facts jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT NOT EXISTS (
        SELECT FROM jsonb_each(coalesce(p_when, '{}')) entry
         WHERE NOT CASE jsonb_typeof(p_facts -> entry.key)
                       WHEN 'array' THEN EXISTS (SELECT FROM jsonb_array_elements(p_facts -> entry.key) member
                                                  WHERE entry.value @> member)
                       -- null is a JSON value here: a fact that is null matches nothing.
                       WHEN 'null' THEN false
                       ELSE coalesce(entry.value @> (p_facts -> entry.key), false)
                   END)
$function$;
COMMENT ON FUNCTION cs.condition_holds IS
    'Whether every named fact has one of its allowed values; twin of domain/checklist_facts.applies';
