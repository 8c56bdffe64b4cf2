CREATE FUNCTION cs.inspection_duty(p_kind text, OUT group_name text, OUT build_status text)
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT d.group_name, d.build_status
      FROM (VALUES ('PRE_PRODUCTION_CHECK', 'cs_qc', 'READY_FOR_PRE_QC'),
                   ('PRODUCTION', 'cs_assembler', 'IN_ASSEMBLY'),
                   ('END_OF_LINE_TEST', 'cs_assembler', 'IN_ASSEMBLY'),
                   ('PACKAGING', 'cs_assembler', 'TESTING_COMPLETE'),
                   ('SINK_QUALITY', 'cs_qc', 'READY_FOR_FINAL_QC')) d (kind, group_name, build_status)
     WHERE d.kind = p_kind
$function$;
COMMENT ON FUNCTION cs.inspection_duty IS 'Which role fills a form in, and at which status of the build (DOMAIN §2, §3)';
