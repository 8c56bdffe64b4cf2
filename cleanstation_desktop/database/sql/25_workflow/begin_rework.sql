CREATE FUNCTION cs.begin_rework(p_build bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_final cs.inspection := cs.latest_inspection(p_build, 'SINK_QUALITY');
    v_kind text;
    v_again text[];
BEGIN
    INSERT INTO cs.task (build_id, kind, sequence, title, nonconformance_id)
    SELECT p_build, 'REWORK', row_number() OVER (ORDER BY i.sequence), i.code || ': ' || n.description, n.id
      FROM cs.nonconformance n JOIN cs.inspection_item i ON i.id = n.inspection_item_id
     WHERE n.inspection_id = v_final.id AND n.disposition = 'REWORK';
    FOREACH v_kind IN ARRAY ARRAY['PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING'] LOOP
        SELECT array_agg(DISTINCT again.name) INTO v_again
          FROM cs.nonconformance n,
               jsonb_array_elements_text(coalesce(n.redo -> v_kind, '[]')) AS again (name)
         WHERE n.inspection_id = v_final.id;
        -- The statement "ready for inspection" is always given anew, over the packaging that stands.
        IF v_again IS NOT NULL OR v_kind = 'PACKAGING' THEN
            PERFORM cs.open_inspection(p_build, v_kind, 'rework after final QC attempt ' || v_final.attempt,
                                       coalesce(v_again, '{}'));
        END IF;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION cs.begin_rework IS
    'After a final-QC reject: failed items become the first tasks, what the dispositions name is asked again (DOMAIN §3)';
