CREATE FUNCTION cs.derive_order_progress(p_order bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- A build of the same order that moves at this moment is not seen yet: wait for it, and look only then.
    SELECT FROM cs.order_progress p WHERE p.order_id = p_order FOR UPDATE;
    WITH staged AS (
        -- A rejected or held build ranks at its stage; CANCELLED ranks nowhere.
        SELECT CASE b.status WHEN 'PRE_QC_REJECTED' THEN 'READY_FOR_PRE_QC'
                             WHEN 'FINAL_QC_REJECTED' THEN 'READY_FOR_FINAL_QC'
                             WHEN 'ON_HOLD_PARTS' THEN b.held_from ELSE b.status END AS stage,
               b.status IN ('PRE_QC_REJECTED', 'FINAL_QC_REJECTED') AS rejected, b.status = 'ON_HOLD_PARTS' AS held
          FROM cs.build b WHERE b.order_id = p_order
    )
    INSERT INTO cs.order_progress (order_id, status, rejected, held)
    SELECT p_order,
           coalesce((array_agg(s.stage ORDER BY array_position(
                         ARRAY['ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'READY_FOR_PRODUCTION',
                               'IN_ASSEMBLY', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC',
                               'READY_FOR_SHIP', 'SHIPPED'], s.stage)) FILTER (WHERE s.stage <> 'CANCELLED'))[1],
                    'CANCELLED'),
           coalesce(bool_or(s.rejected), false), coalesce(bool_or(s.held), false)
      FROM staged s
    ON CONFLICT (order_id) DO UPDATE
       SET status = excluded.status, rejected = excluded.rejected, held = excluded.held,
           version = cs.order_progress.version + 1
     WHERE (cs.order_progress.status, cs.order_progress.rejected, cs.order_progress.held)
           IS DISTINCT FROM (excluded.status, excluded.rejected, excluded.held)
$function$;
COMMENT ON FUNCTION cs.derive_order_progress IS
    'Status of an order: the stage of its least advanced build, cancelled ones left out; twin of domain/workflow.py (DOMAIN §3)';
