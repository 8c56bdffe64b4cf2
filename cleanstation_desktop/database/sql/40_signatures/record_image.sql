CREATE FUNCTION cs.record_image(p_kind text, p_id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    CASE p_kind
    WHEN 'inspection' THEN
        RETURN (
            SELECT jsonb_build_object(
                'format', 1, 'record', 'inspection', 'id', n.id, 'version', n.version, 'kind', n.kind, 'attempt', n.attempt,
                'cycle', n.cycle, 'reason', n.reason, 'build_number', b.build_number, 'po_number', o.po_number,
                'document_number', t.document_number, 'document_revision', t.revision, 'template_number', t.number,
                'template_sha256', encode(t.sha256, 'hex'),
                'items', (SELECT jsonb_agg(jsonb_build_object(
                              'section', i.section, 'code', i.code, 'basin', i.basin, 'kind', i.kind,
                              'required', i.required, 'carried_from', i.carried_from,
                              'text', i.definition -> 'text', 'unit', i.unit, 'target', i.target, 'minimum', i.minimum,
                              'maximum', i.maximum, 'expected', i.expected,
                              'answer', CASE WHEN a.id IS NOT NULL THEN jsonb_build_object(
                                  'outcome', a.outcome, 'choice', a.choice, 'text', a.text_value, 'number', a.number_value,
                                  'instrument', (SELECT m.number FROM cs.instrument m WHERE m.id = a.instrument_id),
                                  'instrument_due', a.instrument_due,
                                  'note', a.note, 'by', p.login, 'at', extract(epoch FROM a.answered_at)) END)
                              ORDER BY i.sequence)
                            FROM cs.inspection_item i
                            LEFT JOIN cs.answer a ON a.inspection_item_id = i.id
                            LEFT JOIN cs.person p ON p.id = a.answered_by
                           WHERE i.inspection_id = n.id))
              FROM cs.inspection n
              JOIN cs.build b ON b.id = n.build_id
              JOIN cs.customer_order o ON o.id = b.order_id
              JOIN cs.checklist_template t ON t.id = n.checklist_template_id
             WHERE n.id = p_id);
    WHEN 'bom_revision' THEN
        RETURN (
            SELECT jsonb_build_object(
                'format', 1, 'record', 'bom_revision', 'id', r.id, 'version', r.version, 'build_number', b.build_number,
                'po_number', o.po_number, 'revision', r.revision, 'configuration', c.body, 'totals', r.totals,
                'findings', r.findings, 'sha256', encode(r.sha256, 'hex'),
                -- Named one by one: a column that a later release adds must not change what was signed.
                'lines', (SELECT jsonb_agg(jsonb_build_object(
                              'sequence', l.sequence, 'path', l.path, 'level', l.level, 'item', l.item, 'kind', l.kind,
                              'name', l.name, 'quantity', l.quantity, 'extended_quantity', l.extended_quantity,
                              'rule', l.rule, 'positions', l.positions, 'note', l.note) ORDER BY l.sequence)
                            FROM cs.bom_line l WHERE l.bom_revision_id = r.id))
              FROM cs.bom_revision r
              JOIN cs.configuration c ON c.id = r.configuration_id
              JOIN cs.build b ON b.id = r.build_id
              JOIN cs.customer_order o ON o.id = b.order_id
             WHERE r.id = p_id);
    WHEN 'nonconformance' THEN
        RETURN (
            SELECT jsonb_build_object('format', 1, 'record', 'nonconformance', 'build_number', b.build_number,
                                      'item_code', i.code, 'basin', i.basin)
                   || to_jsonb(n)
              FROM cs.nonconformance n
              JOIN cs.build b ON b.id = n.build_id
              JOIN cs.inspection_item i ON i.id = n.inspection_item_id
             WHERE n.id = p_id);
    WHEN 'build' THEN
        RETURN (
            SELECT jsonb_build_object('format', 1, 'record', 'build', 'po_number', o.po_number) || to_jsonb(b)
              FROM cs.build b JOIN cs.customer_order o ON o.id = b.order_id
             WHERE b.id = p_id);
    ELSE
        RETURN NULL;
    END CASE;
END
$function$;
COMMENT ON FUNCTION cs.record_image IS 'What a signature covers, as JSON with sorted keys; its UTF-8 text is hashed and kept (format 1)';
