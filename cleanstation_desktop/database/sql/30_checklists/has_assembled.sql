CREATE FUNCTION cs.has_assembled(p_build bigint, p_person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM cs.assembly_claim c WHERE c.build_id = p_build AND c.person_id = p_person)
        OR EXISTS (SELECT FROM cs.task t WHERE t.build_id = p_build AND t.done_by = p_person)
        OR EXISTS (SELECT FROM cs.answer a
                     JOIN cs.inspection_item i ON i.id = a.inspection_item_id
                     JOIN cs.inspection n ON n.id = i.inspection_id
                    WHERE n.build_id = p_build AND a.answered_by = p_person
                      AND n.kind IN ('PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING'))
$function$;
COMMENT ON FUNCTION cs.has_assembled IS 'Whether a person ever worked on a build: then he or she may not final-QC it (DOMAIN §2)';
