-- Service orders, and what the audit log and the change feed hold of all this: the newest moves of builds.
CREATE TEMP TABLE plan_service AS
SELECT n, b.service_order + n AS id, (ARRAY['PENDING', 'APPROVED', 'FULFILLED', 'FULFILLED', 'FULFILLED', 'REJECTED'])
           [CASE WHEN n > b.builds / 110 THEN 1 ELSE pg_temp.roll(n, 70, 6) + 1 END] AS state,
       now() - (b.builds / 100 - n) * interval '1095 days' / (b.builds / 100) AS at
  FROM base b CROSS JOIN LATERAL generate_series(1, b.builds / 100) n;

INSERT INTO cs.service_order (id, number, state, note, reject_reason, version, created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT p.id, cs.running_number('SO', p.id), p.state, '', CASE p.state WHEN 'REJECTED' THEN 'Ordered twice.' END,
       CASE p.state WHEN 'PENDING' THEN 1 WHEN 'FULFILLED' THEN 3 ELSE 2 END, p.at,
       c.requesters[pg_temp.roll(p.n, 71, cardinality(c.requesters)) + 1]
  FROM plan_service p CROSS JOIN crew c;

INSERT INTO cs.service_order_line (service_order_id, item, quantity, approved_quantity)
SELECT p.id, i.number, q.quantity, CASE WHEN p.state IN ('APPROVED', 'FULFILLED') THEN q.quantity END
  FROM plan_service p
 CROSS JOIN LATERAL (SELECT pg_temp.roll(p.n, 72, 5) + 1 AS quantity) q
  JOIN (SELECT s.number, row_number() OVER (ORDER BY s.number) - 1 AS place FROM cs.item s
         WHERE s.type = 'SERVICE_PART' AND s.state = 'ACTIVE' ORDER BY s.number LIMIT 40) i
    ON i.place IN (pg_temp.roll(p.n, 73, 20), 20 + pg_temp.roll(p.n, 74, 20));

INSERT INTO cs.service_order_step (service_order_id, state, person_id, at)
SELECT p.id, s.state, CASE s.state WHEN 'PENDING' THEN o.created_by ELSE c.buyers[1] END, p.at + s.place * interval '1 day'
  FROM plan_service p JOIN cs.service_order o ON o.id = p.id CROSS JOIN crew c
 CROSS JOIN LATERAL unnest(CASE p.state WHEN 'PENDING' THEN ARRAY['PENDING'] WHEN 'FULFILLED'
                           THEN ARRAY['PENDING', 'APPROVED', 'FULFILLED'] ELSE ARRAY['PENDING', p.state] END)
       WITH ORDINALITY AS s (state, place);

WITH entered AS (
    SELECT ROW(nextval('cs_audit.log_id_seq'), clock_timestamp(), 'build', d.id::text, 'INSERT', 'HIGH', w.login, 'office', NULL,
               NULL, NULL, pg_current_xact_id(), NULL, to_jsonb(d), ''::bytea)::cs_audit.log AS entry
      FROM base b JOIN plan_build p ON p.m % 5 = 0 JOIN cs.build d ON d.id = b.build + p.m
      JOIN cs.person w ON w.id = d.created_by
)
INSERT INTO cs_audit.log OVERRIDING SYSTEM VALUE
SELECT (entry).id, (entry).at, (entry).table_name, (entry).record, (entry).action, (entry).level, (entry).login,
       (entry).station, (entry).client, (entry).command_id, (entry).reason, (entry).transaction, (entry).old_row,
       (entry).new_row, sha256(cs_audit.image(entry))
  FROM entered;
INSERT INTO cs.change_feed (transaction, table_name, record, record_version, at)
SELECT l.transaction, l.table_name, l.record, (l.new_row ->> 'version')::integer, l.at
  FROM cs_audit.log l WHERE l.transaction = pg_current_xact_id();
