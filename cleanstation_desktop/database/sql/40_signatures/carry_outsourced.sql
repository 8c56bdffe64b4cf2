CREATE FUNCTION cs.carry_outsourced(p_change cs.change_request) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH new AS (
        SELECT l.path, l.item, l.sequence, l.extended_quantity AS quantity
          FROM cs.bom_line l WHERE l.bom_revision_id = p_change.bom_revision_id
    ), old AS (
        SELECT l.path, l.item, l.sequence, l.extended_quantity AS quantity
          FROM cs.bom_line l WHERE l.bom_revision_id = (
               SELECT r.id FROM cs.bom_revision r JOIN cs.bom_revision n ON n.id = p_change.bom_revision_id
                WHERE r.build_id = p_change.build_id AND r.state = 'APPROVED' AND r.revision < n.revision
                ORDER BY r.revision DESC LIMIT 1)
    ), line AS (
        SELECT o.id, o.item, o.path, o.state, o.supplier, old.sequence, old.quantity, new.path IS NOT NULL AS stands
          FROM cs.outsourcing o
          JOIN cs.build b ON b.id = o.build_id AND b.cycle = o.cycle
          LEFT JOIN old ON (old.path, old.item) = (o.path, o.item)
          LEFT JOIN new ON (new.path, new.item) = (o.path, o.item)
         WHERE o.build_id = p_change.build_id AND o.state <> 'DROPPED'
    ), place AS (
        -- Where an item stands now and no line of it stood before. What has arrived goes there first, then what is ordered:
        -- of too many it is the line that nobody works on yet that is dropped.
        SELECT l.id, free.path
          FROM (SELECT s.id, s.item, row_number() OVER (
                           PARTITION BY s.item ORDER BY s.state = 'MARKED', s.state = 'ORDERED', s.sequence, s.id) AS nth
                  FROM line s WHERE NOT s.stands) l
          JOIN (SELECT n.item, n.path, row_number() OVER (PARTITION BY n.item ORDER BY n.sequence) AS nth
                  FROM new n WHERE NOT EXISTS (SELECT FROM line s WHERE s.stands AND (s.path, s.item) = (n.path, n.item))
               ) free USING (item, nth)
    ), moved AS (
        UPDATE cs.outsourcing o SET path = place.path, version = o.version + 1 FROM place WHERE place.id = o.id
    ), dropped AS (
        UPDATE cs.outsourcing o SET state = 'DROPPED', version = o.version + 1
          FROM line WHERE line.id = o.id AND NOT line.stands AND line.state IN ('MARKED', 'ORDERED')
           AND NOT EXISTS (SELECT FROM place WHERE place.id = o.id)
        RETURNING o.id
    )
    -- What was ordered and is not needed any more must be called off, and a number that is another one told the supplier.
    INSERT INTO cs.notification (role, kind, record, facts, at)
    SELECT 'cs_procurement', CASE WHEN dropped.id IS NULL THEN 'OUTSOURCING_QUANTITY' ELSE 'OUTSOURCING_DROPPED' END,
           'build:' || p_change.build_id,
           jsonb_build_object('build_number', b.build_number, 'path', coalesce(new.path, line.path), 'item', line.item,
                              'supplier', line.supplier, 'state', line.state, 'change_request', p_change.id,
                              'from', line.quantity, 'to', new.quantity), now()
      FROM line
      JOIN cs.build b ON b.id = p_change.build_id
      LEFT JOIN dropped ON dropped.id = line.id
      LEFT JOIN place ON place.id = line.id
      LEFT JOIN new ON (new.path, new.item) = (coalesce(place.path, line.path), line.item)
     WHERE dropped.id IS NOT NULL OR new.quantity <> line.quantity
$function$;
COMMENT ON FUNCTION cs.carry_outsourced IS
    'After an approved change: an outsourced line goes where its item stands in the new BOM; what stands there no more is '
    'dropped; procurement is told of that, and where another number is needed';
