CREATE FUNCTION cs.undecided(OUT build_id bigint, OUT inspection_id bigint) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- The index of those that are not closed finds these few.
    SELECT n.build_id, n.inspection_id FROM cs.nonconformance n WHERE n.state <> 'CLOSED' AND n.state = 'OPEN'
$function$;
COMMENT ON FUNCTION cs.undecided IS
    'Builds, and forms, of which a nonconformance has no signed decision: nothing is started again before. Also for who may not '
    'read the nonconformance';
