CREATE FUNCTION cs.is_passed(p_build bigint, p_kind text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT coalesce((SELECT n.state = 'SIGNED' AND n.result = 'PASSED' FROM cs.latest_inspection(p_build, p_kind) n), false)
$function$;
COMMENT ON FUNCTION cs.is_passed IS 'Whether the newest attempt of a form is signed as passed';
