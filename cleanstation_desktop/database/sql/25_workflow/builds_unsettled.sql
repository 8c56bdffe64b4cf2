CREATE FUNCTION cs.builds_unsettled() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Each of them is a short list by an index of its own.
    SELECT n.build_id FROM cs.nonconformance n WHERE n.state <> 'CLOSED'
     UNION ALL
    SELECT i.build_id FROM cs.inspection i WHERE i.change_request_id IS NOT NULL AND (i.state = 'OPEN' OR i.result = 'FAILED')
     UNION ALL
    SELECT c.build_id FROM cs.change_request c WHERE c.state = 'OPEN'
     UNION ALL
    SELECT p.build_id FROM cs.part_issue p WHERE p.state = 'OPEN'
$function$;
COMMENT ON FUNCTION cs.builds_unsettled IS
    'Builds of which a nonconformance, a reopened form, a change or a part issue is open: one that waits to be shipped was free '
    'of all that once, so that only of these the guard need be asked. Also for who may not read those records';
