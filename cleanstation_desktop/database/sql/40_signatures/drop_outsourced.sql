CREATE FUNCTION cs.drop_outsourced(p_change cs.change_request) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH gone AS (
        SELECT o.id, o.state FROM cs.outsourcing o
         WHERE o.build_id = p_change.build_id AND o.state IN ('MARKED', 'ORDERED')
           AND NOT EXISTS (SELECT FROM cs.bom_line l
                            WHERE l.bom_revision_id = p_change.bom_revision_id AND l.path = o.path AND l.item = o.item)
    ), dropped AS (
        UPDATE cs.outsourcing o SET state = 'DROPPED', version = o.version + 1
          FROM gone WHERE gone.id = o.id
        RETURNING o.build_id, o.path, o.item, o.supplier, gone.state AS was
    )
    -- What was ordered must be called off, or marked again where the item stands now.
    INSERT INTO cs.notification (role, kind, record, facts, at)
    SELECT 'cs_procurement', 'OUTSOURCING_DROPPED', 'build:' || d.build_id,
           jsonb_build_object('path', d.path, 'item', d.item, 'supplier', d.supplier, 'state', d.was,
                              'change_request', p_change.id,
                              'stands_at', (SELECT jsonb_agg(l.path ORDER BY l.sequence) FROM cs.bom_line l
                                             WHERE l.bom_revision_id = p_change.bom_revision_id AND l.item = d.item)), now()
      FROM dropped d
$function$;
COMMENT ON FUNCTION cs.drop_outsourced IS
    'After an approved change: open outsourced lines that the new BOM has no more are dropped, and procurement told';
