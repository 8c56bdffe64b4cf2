CREATE FUNCTION cs.is_to_carry_out(p_nonconformance bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (
        SELECT FROM cs.nonconformance n
          JOIN cs.build b ON b.id = n.build_id
          JOIN cs.workflow_transition t ON t.from_status = b.status
               AND t.guard = CASE n.disposition WHEN 'REPLACE' THEN 'disposition_replace' WHEN 'SCRAP' THEN 'disposition_scrap' END
         WHERE n.id = p_nonconformance AND n.state = 'DISPOSITIONED' AND NOT cs.is_carried_out(n.id)
           AND cs.find_open_guard(t.guard, b, b) IS NULL)
$function$;
COMMENT ON FUNCTION cs.is_to_carry_out IS
    'Whether the move that the disposition of a nonconformance asks for can be made now: the body replaced, the build scrapped';
