CREATE FUNCTION cs.is_carried_out(p_disposition text, p_cycle integer, p_build bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT CASE p_disposition WHEN 'REPLACE' THEN b.cycle > p_cycle
                              WHEN 'SCRAP' THEN b.status = 'CANCELLED'
                              ELSE true END
      FROM cs.build b WHERE b.id = p_build
$function$;
COMMENT ON FUNCTION cs.is_carried_out IS
    'Whether the move that a disposition asks for was made: a new body, or the build cancelled; p_cycle, in which it was found';
