CREATE FUNCTION cs.inspection_duty(p_kind text, OUT group_name text, OUT build_status text, OUT later text[])
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT d.group_name, d.build_status, d.later
      FROM (VALUES ('PRE_PRODUCTION_CHECK', 'cs_qc', 'READY_FOR_PRE_QC',
                    ARRAY['READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE',
                          'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP']),
                   ('PRODUCTION', 'cs_assembler', 'IN_ASSEMBLY',
                    ARRAY['TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'READY_FOR_SHIP']),
                   ('END_OF_LINE_TEST', 'cs_assembler', 'IN_ASSEMBLY',
                    ARRAY['TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'READY_FOR_SHIP']),
                   ('PACKAGING', 'cs_assembler', 'TESTING_COMPLETE',
                    ARRAY['PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'READY_FOR_SHIP']),
                   ('SINK_QUALITY', 'cs_qc', 'READY_FOR_FINAL_QC', ARRAY['READY_FOR_SHIP'])
           ) d (kind, group_name, build_status, later)
     WHERE d.kind = p_kind
$function$;
COMMENT ON FUNCTION cs.inspection_duty IS
    'Which role fills a form in, at which status of the build, and at which later ones when a change reopened it: those past '
    'its stage, not one that rejects, holds or reworks the build (DOMAIN §2, §3)';
