CREATE FUNCTION cs.concession_of(p_item bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT c.id
      FROM cs.inspection_item i
      JOIN cs.inspection n ON n.id = i.inspection_id
      JOIN cs.answer a ON a.inspection_item_id = i.id
      LEFT JOIN LATERAL cs.excess(i.id) x ON x.outcome = a.outcome AND a.number_value IS NOT NULL
      -- The concession was given for the same item of this very body.
      JOIN cs.inspection m ON m.build_id = n.build_id AND m.kind = n.kind AND m.cycle = n.cycle
      JOIN cs.inspection_item accepted ON accepted.inspection_id = m.id AND accepted.code = i.code
                                      AND accepted.basin = i.basin
      JOIN cs.nonconformance c ON c.inspection_item_id = accepted.id
      JOIN cs.answer found ON found.inspection_item_id = accepted.id
      LEFT JOIN LATERAL cs.excess(accepted.id) y ON y.outcome = found.outcome AND found.number_value IS NOT NULL
     WHERE i.id = p_item AND c.disposition = 'USE_AS_IS' AND c.concession_signature_id IS NOT NULL
       -- It accepts what was found then, and nothing worse.
       AND (a.choice, a.text_value, a.instrument_id) IS NOT DISTINCT FROM (found.choice, found.text_value, found.instrument_id)
       -- Where the value itself does not fail, the note is the finding: it is the same only in the same words.
       AND (a.note = found.note OR x.outcome IS NOT NULL OR a.choice IS NOT NULL AND i.expected IS NOT NULL)
       AND (x.outcome IS NULL AND y.outcome IS NULL OR x.below <= y.below AND x.above <= y.above)
       -- What was conceded later does not alter what was signed before.
       AND (n.signature_id IS NULL OR c.concession_signature_id < n.signature_id)
     ORDER BY c.concession_signature_id LIMIT 1
$function$;
COMMENT ON FUNCTION cs.concession_of IS
    'The nonconformance whose signed concession accepts what was answered to an item, the one signed first; null without '
    'one: same item and body, and no worse (DOMAIN §1)';
