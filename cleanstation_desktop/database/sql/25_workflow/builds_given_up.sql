CREATE FUNCTION cs.builds_given_up(p_build bigint DEFAULT NULL) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- A closed one was carried out: the index of the others finds these few.
    SELECT n.build_id FROM cs.nonconformance n
     WHERE n.state <> 'CLOSED' AND n.state <> 'OPEN' AND n.disposition IN ('REPLACE', 'SCRAP')
       AND (p_build IS NULL OR n.build_id = p_build) AND NOT cs.is_carried_out(n.id)
$function$;
COMMENT ON FUNCTION cs.builds_given_up IS
    'Builds of which a signed decision replaces or scraps the body and is still to be carried out: no other way on is open to '
    'them. Also for who may not read the nonconformance';
