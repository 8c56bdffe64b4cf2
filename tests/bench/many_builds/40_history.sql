-- What happened to the builds: moves, claims, outsourced lines, missing parts, change requests, comments, notices.
CREATE TEMP TABLE mover AS
SELECT s.number, CASE WHEN s.number IN (0, 9) THEN c.coordinators WHEN s.number IN (1, 2) THEN c.buyers
                      WHEN s.number IN (3, 8) THEN c.inspectors ELSE c.assemblers END AS people
  FROM stages s CROSS JOIN crew c;

INSERT INTO cs.status_history (build_id, from_status, to_status, person_id, at)
SELECT b.build + p.m, earlier.name, s.name, w.people[pg_temp.roll(p.m, 50 + s.number, cardinality(w.people)) + 1],
       p.created_at + p.days_needed * s.number * interval '2.4 hours'
  FROM plan_build p CROSS JOIN base b
  JOIN stages s ON s.number <= p.reached
  JOIN mover w ON w.number = s.number
  LEFT JOIN stages earlier ON earlier.number = s.number - 1;

INSERT INTO cs.status_history (build_id, from_status, to_status, person_id, at, reason)
SELECT b.build + p.m, p.reached_status, p.status,
       (CASE p.status WHEN 'CANCELLED' THEN c.coordinators WHEN 'ON_HOLD_PARTS' THEN c.assemblers ELSE c.inspectors END)[1],
       p.created_at + p.days_needed * (p.reached * interval '2.4 hours') + interval '1 hour',
       CASE p.status WHEN 'CANCELLED' THEN 'The customer withdrew the order.' END
  FROM plan_build p CROSS JOIN base b CROSS JOIN crew c
 WHERE p.status <> p.reached_status;

INSERT INTO cs.assembly_claim (build_id, person_id, claimed_at, ended_at, ended_how)
SELECT b.build + p.m, c.assemblers[pg_temp.roll(p.m, 54, cardinality(c.assemblers)) + 1],
       p.created_at + p.days_needed * interval '9.6 hours',
       CASE WHEN e.ended THEN p.created_at + p.days_needed * p.reached * interval '2.4 hours' + interval '1 hour' END,
       CASE WHEN e.ended THEN 'RELEASED' END
  FROM plan_build p CROSS JOIN base b CROSS JOIN crew c
 CROSS JOIN LATERAL (SELECT p.status IN ('SHIPPED', 'CANCELLED', 'FINAL_QC_REJECTED') AS ended) e
 WHERE p.reached >= 4;

-- Every body is ordered from outside.
INSERT INTO cs.outsourcing (build_id, item, path, supplier, state, expected_on, received_at, version, created_at, created_by)
SELECT b.build + p.m, l.item, l.path, (ARRAY['Steel works', 'Sheet metal shop', 'Welding shop'])[pg_temp.roll(p.m, 60, 3) + 1],
       CASE WHEN p.reached = 1 THEN 'ORDERED' ELSE 'RECEIVED' END,
       (p.created_at + make_interval(days => (p.days_needed * 0.2)::integer))::date,
       CASE WHEN p.reached > 1 THEN p.created_at + p.days_needed * interval '4.8 hours' END, 2 + (p.reached > 1)::integer,
       p.created_at + interval '2 days', c.buyers[1]
  FROM plan_build p CROSS JOIN base b CROSS JOIN crew c
  JOIN prototype t ON t.language = p.language AND t.slot = p.slot
  JOIN cs.bom_line l ON l.bom_revision_id = t.bom_revision_id AND l.sequence = 1
 WHERE p.reached BETWEEN 1 AND 8;

INSERT INTO cs.part_issue (build_id, path, item, what, description, created_at, created_by)
SELECT b.build + p.m, l.path, l.item, (ARRAY['MISSING', 'DAMAGED', 'WRONG', 'OTHER'])[pg_temp.roll(p.m, 61, 4) + 1],
       'Not in the box that was delivered.', now() - pg_temp.roll(p.m, 62, 200) * interval '1 hour', c.assemblers[1]
  FROM plan_build p CROSS JOIN base b CROSS JOIN crew c
  JOIN prototype t ON t.language = p.language AND t.slot = p.slot
  JOIN cs.bom_line l ON l.bom_revision_id = t.bom_revision_id AND l.sequence = 2
 WHERE p.status = 'ON_HOLD_PARTS';

INSERT INTO cs.change_request (build_id, what, why, state, bom_revision_id, version, created_at, created_by)
SELECT b.build + p.m, 'Other accessories', 'The customer asked for it.', 'APPROVED', r.id, 3, r.created_at, r.created_by
  FROM plan_build p CROSS JOIN base b
  JOIN cs.bom_revision r ON r.build_id = b.build + p.m AND r.revision = 2
 WHERE p.is_changed;
INSERT INTO cs.change_request (build_id, what, why, created_at, created_by)
SELECT b.build + p.m, 'Another pegboard colour', 'The ward was painted anew.', now() - interval '1 day', c.coordinators[1]
  FROM plan_build p CROSS JOIN base b CROSS JOIN crew c
 WHERE p.status = p.reached_status AND p.reached BETWEEN 1 AND 3 AND pg_temp.roll(p.m, 63, 40) = 0;

INSERT INTO cs.comment (order_id, body, created_at, created_by)
SELECT b.customer_order + o.n, 'The customer confirmed the drawing.', o.created_at + interval '3 hours', c.coordinators[1]
  FROM plan_order o CROSS JOIN base b CROSS JOIN crew c WHERE pg_temp.roll(o.n, 64, 5) = 0;

INSERT INTO cs.notification (role, kind, record, facts, at)
SELECT DISTINCT t.role, 'BUILD_' || p.status, 'build:' || b.build + p.m,
       jsonb_build_object('build_number', d.build_number, 'from', NULL, 'to', p.status),
       p.created_at + p.days_needed * p.reached * interval '2.4 hours'
  FROM plan_build p CROSS JOIN base b
  JOIN cs.build d ON d.id = b.build + p.m
  JOIN cs.workflow_transition t ON t.from_status = p.status AND t.to_status <> 'CANCELLED'
 WHERE p.reached < 9;
