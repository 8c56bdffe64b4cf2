CREATE FUNCTION cs.open_inspection(
    p_build bigint, p_kind text, p_reason text, p_again text[] DEFAULT NULL, p_keep_equal boolean DEFAULT false,
    p_change bigint DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_build cs.build;
    v_previous cs.inspection;
    v_template cs.checklist_template;
    v_id bigint;
BEGIN
    SELECT * INTO STRICT v_build FROM cs.build b WHERE b.id = p_build FOR SHARE;
    SELECT * INTO v_previous FROM cs.inspection n
     WHERE n.build_id = p_build AND n.kind = p_kind ORDER BY n.attempt DESC LIMIT 1;
    -- A build keeps the version of the form it started with.
    SELECT * INTO v_template FROM cs.checklist_template t
     WHERE CASE WHEN v_previous.id IS NULL THEN t.kind = p_kind AND t.state = 'IN_FORCE'
                ELSE t.id = v_previous.checklist_template_id END;
    IF v_template.id IS NULL THEN
        RAISE EXCEPTION 'No version of this form is in force.'
            USING ERRCODE = 'CS412', DETAIL = 'no_template', HINT = 'Ask an administrator to put one in force.';
    END IF;
    -- An attempt under way gives place to the new one, which keeps its good answers.
    UPDATE cs.inspection n SET state = 'VOID', version = n.version + 1 WHERE n.id = v_previous.id AND n.state = 'OPEN';
    INSERT INTO cs.inspection (build_id, kind, checklist_template_id, attempt, cycle, reason, change_request_id)
    VALUES (p_build, p_kind, v_template.id, coalesce(v_previous.attempt, 0) + 1, v_build.cycle, p_reason, p_change)
    RETURNING id INTO v_id;
    INSERT INTO cs.inspection_item (inspection_id, sequence, section, code, basin, kind, required, definition,
                                    target, minimum, maximum, unit, expected, basis)
    SELECT v_id, d.sequence, d.section, d.code, d.basin, d.kind, d.required, d.definition,
           d.target, d.minimum, d.maximum, d.unit, d.expected, d.basis
      FROM cs.derive_items(v_template.body, cs.approved_configuration(p_build)) d;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'No item of this form applies to the build.' USING ERRCODE = 'CS412', DETAIL = 'no_items';
    END IF;
    IF v_previous.cycle IS DISTINCT FROM v_build.cycle THEN
        RETURN v_id;
    END IF;
    -- What was good and is not asked again stands as carried over, with the person and time of its answer.
    WITH line AS (
        SELECT i.id, i.code, o.carried_from, i.basin, coalesce(i.definition ->> 'target_item', i.code) AS reference,
               i.definition ->> 'instrument_item' AS instrument,
               coalesce(a.outcome IN ('PASS', 'NA'), false)
               AND (o.definition, o.target, o.minimum, o.maximum, o.expected, o.basis)
                   IS NOT DISTINCT FROM (i.definition, i.target, i.minimum, i.maximum, i.expected, i.basis)
               -- Of some items no fact says that a change touched them: any work on the sink makes them old.
               AND CASE WHEN p_keep_equal THEN NOT coalesce((i.definition ->> 'again_on_change')::boolean, false)
                        WHEN p_again IS NOT NULL THEN i.code <> ALL (p_again)
                                                      AND coalesce(i.definition ->> 'group', '') <> ALL (p_again)
                                                      AND coalesce(i.definition ->> 'instrument_item', '') <> ALL (p_again)
                        ELSE v_template.body ->> 'repeat' = 'FAILED_ONLY' END AS stands
          FROM cs.inspection_item i
          LEFT JOIN cs.inspection_item o ON o.inspection_id = v_previous.id AND o.code = i.code AND o.basin = i.basin
          LEFT JOIN cs.answer a ON a.inspection_item_id = o.id
         WHERE i.inspection_id = v_id
    ), paired AS (
        -- A reading and its reference are taken at the same moment: one is never repeated without the other.
        SELECT l.id, l.code, l.carried_from, l.instrument,
               bool_and(l.stands) OVER (PARTITION BY l.basin, l.reference) AS stands FROM line l
    )
    UPDATE cs.inspection_item i SET carried_from = coalesce(p.carried_from, v_previous.attempt)
      FROM paired p
     -- Whoever takes a reading says with which instrument: it is named again when one of its readings is taken again.
     WHERE p.id = i.id AND p.stands
       AND NOT EXISTS (SELECT FROM paired reading WHERE reading.instrument = p.code AND NOT reading.stands);
    INSERT INTO cs.answer (inspection_item_id, outcome, choice, text_value, number_value, instrument_id, instrument_due, note,
                           answered_by, answered_at)
    SELECT i.id, a.outcome, a.choice, a.text_value, a.number_value, a.instrument_id, a.instrument_due, a.note,
           a.answered_by, a.answered_at
      FROM cs.inspection_item i
      JOIN cs.inspection_item o ON o.inspection_id = v_previous.id AND o.code = i.code AND o.basin = i.basin
      JOIN cs.answer a ON a.inspection_item_id = o.id
     WHERE i.inspection_id = v_id AND i.carried_from IS NOT NULL
     ORDER BY i.sequence;
    RETURN v_id;
END
$function$;
COMMENT ON FUNCTION cs.open_inspection IS
    'Makes the next attempt of a form: items derived from the approved configuration, good answers carried over as the '
    'form or the disposition says (DOMAIN §3, After a reject); p_again names groups or items to ask again';
