CREATE FUNCTION cs.running_number(p_prefix text, p_counter bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT format('%s-%s-%s', p_prefix, to_char(cs.plant_today(), 'YYYY'),
                  lpad(p_counter::text, greatest(4, length(p_counter::text)), '0'))
$function$;
COMMENT ON FUNCTION cs.running_number IS 'Number such as NCR-2026-0007, by the year of the plant; the counter never starts again';
