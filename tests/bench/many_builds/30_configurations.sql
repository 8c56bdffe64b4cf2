-- Each build's configuration and BOM heads, after the prototypes; the lines of the full ones, and what was signed there.
INSERT INTO cs.configuration (id, build_id, revision, body, rule_set_id, created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT b.configuration + p.m + v.revision * b.builds - b.builds, b.build + p.m, v.revision,
       t.body || jsonb_build_object('build_number', d.build_number), t.rule_set_id,
       p.created_at + (v.revision - 1) * interval '9 days', d.created_by
  FROM plan_build p CROSS JOIN base b
  JOIN cs.build d ON d.id = b.build + p.m
  JOIN prototype t ON t.language = p.language AND t.slot = p.slot
 CROSS JOIN LATERAL generate_series(1, 1 + p.is_changed::integer) AS v (revision);

INSERT INTO cs.bom_revision (id, build_id, revision, configuration_id, state, reason, send_back_reason, sha256, findings, totals,
                             version, created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT b.bom_revision + c.id - b.configuration, c.build_id, c.revision, c.id, s.state,
       CASE c.revision WHEN 2 THEN 'Other accessories: the customer asked for it.' ELSE '' END,
       CASE s.state WHEN 'SENT_BACK' THEN 'The pegboard does not fit the drawing.' END,
       t.sha256, t.findings, t.totals, 1 + (s.state <> 'SUBMITTED')::integer, c.created_at, c.created_by
  FROM base b
  JOIN cs.configuration c ON c.id > b.configuration
  JOIN plan_build p ON p.m = c.build_id - b.build
  JOIN prototype t ON t.language = p.language AND t.slot = p.slot
 CROSS JOIN LATERAL (SELECT CASE WHEN p.reached > 0 OR pg_temp.roll(p.m, 40, 10) < 2 THEN 'APPROVED'
                                 WHEN pg_temp.roll(p.m, 40, 10) = 2 THEN 'SENT_BACK' ELSE 'SUBMITTED' END AS state) s;

CREATE TEMP TABLE full_revision AS
SELECT r.id, r.build_id, r.state, r.created_at, t.bom_revision_id AS prototype_id,
       b.signature + row_number() OVER (ORDER BY r.id) AS signature_id
  FROM base b
  JOIN plan_build p ON p.is_full
  JOIN prototype t ON t.language = p.language AND t.slot = p.slot
  JOIN cs.bom_revision r ON r.build_id = b.build + p.m;

INSERT INTO cs.bom_line (bom_revision_id, sequence, path, level, item, kind, name, quantity, extended_quantity, rule,
                         positions, note)
SELECT f.id, l.sequence, l.path, l.level, l.item, l.kind, l.name, l.quantity, l.extended_quantity, l.rule, l.positions, l.note
  FROM full_revision f JOIN cs.bom_line l ON l.bom_revision_id = f.prototype_id;

INSERT INTO cs.signature (id, meaning, signer_id, printed_name, signed_at, authenticated_at, station) OVERRIDING SYSTEM VALUE
SELECT f.signature_id, 'BOM_APPROVED', s.id, s.full_name, f.created_at + interval '1 day',
       f.created_at + interval '1 day' - interval '2 seconds', 'office'
  FROM full_revision f CROSS JOIN crew c
  JOIN cs.person s ON s.id = c.buyers[pg_temp.roll(f.id, 41, cardinality(c.buyers)) + 1]
 WHERE f.state = 'APPROVED';

INSERT INTO cs.signature_subject (signature_id, record_kind, record_id, record_version, format, image, sha256)
SELECT f.signature_id, 'bom_revision', f.id, 1, 1, i.image, sha256(i.image)
  FROM full_revision f
 CROSS JOIN LATERAL (SELECT convert_to((cs.record_image('bom_revision', f.id) || '{"version": 1}')::text, 'UTF8') AS image) i
 WHERE f.state = 'APPROVED';
