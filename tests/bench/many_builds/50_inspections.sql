-- Signed forms of the full builds, and failed ones with their nonconformances, after real forms.
-- It stands upon: prototype_form (kind, result, inspection), made through the services.
CREATE TEMP TABLE new_form AS
SELECT b.inspection + row_number() OVER (ORDER BY p.m, f.stage) AS id, b.build + p.m AS build_id, f.inspection_id AS prototype_id,
       f.kind, f.result, f.meaning, (CASE f.signer WHEN 'qc' THEN c.inspectors ELSE c.assemblers END)[1] AS signer_id,
       (SELECT max(s.id) FROM cs.signature s) + row_number() OVER (ORDER BY p.m, f.stage) AS signature_id,
       p.created_at + p.days_needed * (f.stage * interval '2.4 hours') - interval '30 minutes' AS at
  FROM plan_build p CROSS JOIN base b CROSS JOIN crew c
  JOIN prototype_form f ON CASE WHEN f.result = 'PASSED' THEN p.is_full AND p.reached >= f.stage
                                ELSE p.status = f.rejected_as AND (p.is_full OR p.m % 4 = 0) END;

CREATE TEMP TABLE new_item AS
SELECT b.inspection_item + row_number() OVER (ORDER BY f.id, i.sequence) AS id, f.id AS form_id, i.id AS prototype_id
  FROM base b CROSS JOIN new_form f JOIN cs.inspection_item i ON i.inspection_id = f.prototype_id;

INSERT INTO cs.signature (id, meaning, signer_id, printed_name, signed_at, authenticated_at, station) OVERRIDING SYSTEM VALUE
SELECT f.signature_id, f.meaning, p.id, p.full_name, f.at, f.at - interval '3 seconds', 'bench-1'
  FROM new_form f JOIN cs.person p ON p.id = f.signer_id;

INSERT INTO cs.inspection (id, build_id, kind, checklist_template_id, attempt, cycle, state, result, signature_id, version,
                           created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT f.id, f.build_id, f.kind, i.checklist_template_id, 1, 1, 'SIGNED', f.result, f.signature_id, 2,
       f.at - interval '1 hour', f.signer_id
  FROM new_form f JOIN cs.inspection i ON i.id = f.prototype_id;

INSERT INTO cs.inspection_item (id, inspection_id, sequence, section, code, basin, kind, required, definition, target, minimum,
                                maximum, unit, expected, basis, carried_from) OVERRIDING SYSTEM VALUE
SELECT n.id, n.form_id, i.sequence, i.section, i.code, i.basin, i.kind, i.required, i.definition, i.target, i.minimum, i.maximum,
       i.unit, i.expected, i.basis, i.carried_from
  FROM new_item n JOIN cs.inspection_item i ON i.id = n.prototype_id;

INSERT INTO cs.answer (inspection_item_id, outcome, choice, text_value, number_value, instrument_id, instrument_due, note,
                       answered_by, answered_at)
SELECT n.id, a.outcome, a.choice, a.text_value, a.number_value, a.instrument_id, a.instrument_due, a.note, f.signer_id,
       f.at - interval '10 minutes'
  FROM new_item n JOIN new_form f ON f.id = n.form_id JOIN cs.answer a ON a.inspection_item_id = n.prototype_id;

INSERT INTO cs.signature_subject (signature_id, record_kind, record_id, record_version, format, image, sha256)
SELECT f.signature_id, 'inspection', f.id, 1, 1, i.image, sha256(i.image)
  FROM new_form f CROSS JOIN LATERAL (SELECT convert_to(jsonb_build_object('format', 1, 'record', 'inspection', 'id', f.id)::text,
                                                        'UTF8') AS image) i;

INSERT INTO cs.nonconformance (id, number, build_id, inspection_id, inspection_item_id, description, created_at, created_by)
       OVERRIDING SYSTEM VALUE
SELECT n.id, cs.running_number('NCR', n.id), n.build_id, n.form_id, n.item_id, n.description, n.at, n.signer_id
  FROM (SELECT b.nonconformance + row_number() OVER (ORDER BY i.id) AS id, f.build_id, f.id AS form_id, i.id AS item_id,
               t.description, f.at, f.signer_id
          FROM base b CROSS JOIN new_form f
          JOIN new_item i ON i.form_id = f.id
          JOIN cs.nonconformance t ON t.inspection_item_id = i.prototype_id
         WHERE f.result = 'FAILED') n;
