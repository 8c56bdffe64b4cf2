CREATE FUNCTION cs.list_builds(p_builds bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    INSERT INTO cs.build_listing (build_id, order_id, position, build_number, po_number, customer_name, project_name,
                                  want_date, language, entered_by, status, rank, search)
    SELECT b.id, b.order_id, b.position, b.build_number, o.po_number, o.customer_name, o.project_name, o.want_date,
           o.language, o.created_by, b.status,
           array_position(ARRAY['ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'PRE_QC_REJECTED',
                                'READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE',
                                'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP', 'SHIPPED',
                                'CANCELLED'], b.status),
           cs.search_form(concat_ws(' ', '', b.build_number, o.po_number, o.customer_name, o.project_name))
      FROM cs.build b JOIN cs.customer_order o ON o.id = b.order_id
     WHERE b.id = ANY (p_builds)
    ON CONFLICT (build_id) DO UPDATE
       SET build_number = excluded.build_number, po_number = excluded.po_number, customer_name = excluded.customer_name,
           project_name = excluded.project_name, want_date = excluded.want_date, language = excluded.language,
           status = excluded.status, rank = excluded.rank, search = excluded.search
$function$;
COMMENT ON FUNCTION cs.list_builds IS 'Brings the list of builds up to date for these builds; order of ranks as in domain/workflow.py';
