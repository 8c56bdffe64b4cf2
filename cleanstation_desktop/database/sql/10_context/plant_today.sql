CREATE FUNCTION cs.plant_today() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT (now() AT TIME ZONE coalesce(
        (SELECT s.value #>> '{}' FROM cs.setting s WHERE s.name = 'plant_zone'), 'America/Toronto'))::date
$function$;
COMMENT ON FUNCTION cs.plant_today IS 'Today in the plant''s zone, for calibration and want dates';
