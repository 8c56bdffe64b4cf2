CREATE FUNCTION cs.is_carried_out(p_nonconformance bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT CASE c.disposition
               -- Of a build that was cancelled meanwhile nobody asks for another body.
               WHEN 'REPLACE' THEN b.cycle > i.cycle OR b.status = 'CANCELLED'
               WHEN 'SCRAP' THEN b.status = 'CANCELLED'
               -- What final QC found is a task each; of a body that there is no more nobody asks for it.
               WHEN 'REWORK' THEN i.kind <> 'SINK_QUALITY' OR b.cycle > i.cycle OR b.status = 'CANCELLED'
                                  OR EXISTS (SELECT FROM cs.task t
                                              WHERE t.build_id = c.build_id AND t.nonconformance_id = c.id AND t.done)
               ELSE true END
      FROM cs.nonconformance c
      JOIN cs.inspection i ON i.id = c.inspection_id
      JOIN cs.build b ON b.id = c.build_id
     WHERE c.id = p_nonconformance
$function$;
COMMENT ON FUNCTION cs.is_carried_out IS
    'Whether what the disposition of a nonconformance asks for was done: a new body, the build cancelled, its rework after '
    'final QC finished';
