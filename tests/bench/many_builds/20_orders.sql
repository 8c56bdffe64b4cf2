-- Orders, their builds, and where each order stands.
INSERT INTO cs.customer_order (id, po_number, customer_name, project_name, sales_person, want_date, notes, language, version,
                               created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT b.customer_order + o.n,
       CASE o.customer_number % 4
           WHEN 0 THEN 'PO-' || 1000000 + o.n
           WHEN 1 THEN '45' || lpad(o.n::text, 8, '0')
           WHEN 2 THEN 'BC/' || to_char(o.created_at, 'YYYY') || '/' || lpad(o.n::text, 6, '0')
           ELSE chr(65 + (o.customer_number % 26)::integer) || chr(65 + (o.customer_number / 26 % 26)::integer) || '-' || o.n END,
       o.customer_name,
       CASE pg_temp.roll(o.n, 20, 5) WHEN 0 THEN 'Central sterilization, phase ' || pg_temp.roll(o.n, 21, 4) + 1
                                     WHEN 1 THEN 'Operating theatres ' || to_char(o.created_at, 'YYYY') END,
       (ARRAY['Sales desk', 'Inside sales', 'Dealer network', 'Tenders'])[pg_temp.roll(o.n, 22, 4) + 1],
       (o.created_at + make_interval(days => (40 + pg_temp.roll(o.n, 23, 100))::integer))::date,
       CASE pg_temp.roll(o.n, 24, 10) WHEN 0 THEN 'Deliver through the loading dock.' ELSE '' END,
       o.language, 1, o.created_at, c.coordinators[pg_temp.roll(o.n, 25, cardinality(c.coordinators)) + 1]
  FROM plan_order o CROSS JOIN base b CROSS JOIN crew c;

INSERT INTO cs.build (id, order_id, build_number, position, status, held_from, shipped_on, cancel_reason, version, created_at,
                      created_by) OVERRIDING SYSTEM VALUE
SELECT b.build + p.m, b.customer_order + p.n,
       CASE WHEN pg_temp.roll(p.n, 30, 6) = 0 THEN 'S' || 2000000 + p.m
            ELSE 'B-' || to_char(p.created_at, 'YYYY') || '-' || lpad(p.m::text, 7, '0') END,
       p.position, p.status, CASE WHEN p.status = 'ON_HOLD_PARTS' THEN p.reached_status END,
       CASE WHEN p.status = 'SHIPPED' THEN least(current_date, (p.created_at + make_interval(days => p.days_needed::integer))::date) END,
       CASE WHEN p.status = 'CANCELLED' THEN 'The customer withdrew the order.' END,
       1 + p.reached + (p.status <> p.reached_status)::integer, p.created_at,
       c.coordinators[pg_temp.roll(p.n, 25, cardinality(c.coordinators)) + 1]
  FROM plan_build p CROSS JOIN base b CROSS JOIN crew c;

-- As cs.derive_order_progress does for one order.
INSERT INTO cs.order_progress (order_id, status, rejected, held)
SELECT b.customer_order + p.n,
       coalesce(s.name, 'CANCELLED'),
       bool_or(p.status IN ('PRE_QC_REJECTED', 'FINAL_QC_REJECTED')), bool_or(p.status = 'ON_HOLD_PARTS')
  FROM (SELECT p.*, min(p.reached) FILTER (WHERE p.status <> 'CANCELLED') OVER (PARTITION BY p.n) AS least FROM plan_build p) p
 CROSS JOIN base b
  LEFT JOIN stages s ON s.number = p.least
 GROUP BY b.customer_order, p.n, s.name;
