CREATE FUNCTION cs.number_fault(p_value jsonb, p_above numeric, p_most numeric) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT CASE WHEN jsonb_typeof(p_value) IS DISTINCT FROM 'number' OR (p_value #>> '{}')::numeric <= p_above
                  OR (p_value #>> '{}')::numeric > p_most
                THEN format('It is a number above %s, at most %s.', p_above, p_most) END
$function$;
COMMENT ON FUNCTION cs.number_fault IS 'What is wrong with a JSON value that must be a number within bounds; null when nothing';
