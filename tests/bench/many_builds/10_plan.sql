-- What is to be made, by running numbers: customers, orders (n) and builds (m). The same numbers give the same plant each
-- time. Settings: bench.builds, how many builds.
-- It stands upon: crew (people by role), prototype (real builds with their configurations and BOMs).
CREATE FUNCTION pg_temp.roll(p_number bigint, p_salt bigint, p_sides bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN abs(hashint8extended(p_number, p_salt) % p_sides);

CREATE TEMP TABLE base AS
SELECT (SELECT coalesce(max(id), 0) FROM cs.customer_order) AS customer_order,
       (SELECT coalesce(max(id), 0) FROM cs.build) AS build,
       (SELECT coalesce(max(id), 0) FROM cs.configuration) AS configuration,
       (SELECT coalesce(max(id), 0) FROM cs.bom_revision) AS bom_revision,
       (SELECT coalesce(max(id), 0) FROM cs.signature) AS signature,
       (SELECT coalesce(max(id), 0) FROM cs.inspection) AS inspection,
       (SELECT coalesce(max(id), 0) FROM cs.inspection_item) AS inspection_item,
       (SELECT coalesce(max(id), 0) FROM cs.nonconformance) AS nonconformance,
       (SELECT coalesce(max(id), 0) FROM cs.service_order) AS service_order,
       current_setting('bench.builds')::bigint AS builds;

-- No two alike, and in no order: those with few numbers order most.
CREATE TEMP TABLE customer AS
WITH english AS (
    SELECT concat_ws(' ', place, part, kind) AS name, 'EN' AS language
      FROM unnest('{Maple Ridge,Cedar Hill,Lakeshore,Northgate,Riverbend,Stonebridge,Willow Creek,Harbour View,Pine Valley,
                    Fairmount,Kingsway,Eastport,Bluewater,Granite Falls,Oak Meadow,Silver Lake,Highland,Westbrook,Clearview,
                    Summit,Prairie,Sandy Point,Ferry Road,Elm Street,Copper Canyon,Redwood,Brookside,Mill Pond,Castle Rock,
                    Juniper,Long Bay,Old Town,Green Valley,Twin Rivers,Cape North,Foothills,Meadowlands,Orchard Park,
                    Cherry Grove,Beacon}'::text[]) place,
           unnest('{NULL,East,West}'::text[]) part,
           unnest('{General Hospital,Regional Health Centre,Surgical Centre,Day Surgery,Medical Center,Endoscopy Clinic,
                    Veterinary Hospital,University Hospital,Dental Institute,Sterile Services,Children''s Hospital,
                    Heart Institute,Eye Clinic,Community Hospital,Cancer Centre,Orthopaedic Hospital,Military Hospital,
                    Health Sciences Centre,Outpatient Centre,Rehabilitation Centre}'::text[]) kind
), french AS (
    SELECT concat_ws(' ', kind, place), 'FR'
      FROM unnest('{de Val-des-Pins,de la Rivière,des Érables,du Lac-Bleu,de Mont-Clair,du Grand-Étang,des Trois-Chênes,
                    de Belle-Côte,du Vieux-Port,de la Baie-des-Îles,de Sept-Collines,du Cœur-du-Village,de Rive-Nord,
                    de Haute-Plaine,de l''Anse-aux-Foins,des Quatre-Vents,du Pont-Rouge,de Clairefontaine,
                    de la Pointe-Sèche,du Bois-Franc,des Prés-Verts,de Montagne-Noire,du Moulin,de la Grève,
                    de l''Étoile}'::text[]) place,
           unnest('{Hôpital général,Hôpital régional,Clinique,Centre hospitalier,Institut de chirurgie,Hôpital vétérinaire,
                    Centre d''endoscopie,Clinique dentaire,CHU,Polyclinique,Hôpital pour enfants,
                    Centre de stérilisation}'::text[]) kind
), spanish AS (
    SELECT concat_ws(' ', kind, place), 'ES'
      FROM unnest('{del Lago,de la Sierra,del Valle Verde,de Puerto Nuevo,de Dos Ríos,de la Costa,del Peñón,de Montealto,
                    de Aguas Claras,del Sur,de la Meseta,del Olivar,de Playa Larga,de Cañada Honda,del Mirador,
                    de Tierra Blanca,del Parque,de la Bahía,de Campo Alegre,del Norte}'::text[]) place,
           unnest('{Hospital General,Hospital Regional,Clínica,Centro Médico,Instituto Quirúrgico,Hospital Infantil,
                    Hospital Universitario,Centro de Esterilización,Clínica Dental,Policlínico}'::text[]) kind
)
SELECT row_number() OVER (ORDER BY md5(c.name)) - 1 AS number, c.name, c.language
  FROM (SELECT * FROM english UNION ALL SELECT * FROM french UNION ALL SELECT * FROM spanish) c;
CREATE UNIQUE INDEX ON customer (number);

CREATE TEMP TABLE plan_order AS
WITH sized AS (
    SELECT n, pg_temp.roll(n, 1, 10) + 1 AS size, sum(pg_temp.roll(n, 1, 10) + 1) OVER (ORDER BY n) AS upto
      FROM generate_series(1, (SELECT builds FROM base)) n
), cut AS (
    SELECT s.n, least(s.size, b.builds - (s.upto - s.size))::integer AS size, (s.upto - s.size)::bigint AS before
      FROM sized s CROSS JOIN base b WHERE s.upto - s.size < b.builds
), placed AS (
    -- Three years, the newest order the last; a build takes 60 to 150 days.
    SELECT c.*, 1095.0 * (count(*) OVER () - c.n) / count(*) OVER () + pg_temp.roll(c.n, 2, 1000) / 3000.0 AS days_ago,
           60 + pg_temp.roll(c.n, 3, 90) AS days_needed,
           (power(pg_temp.roll(c.n, 4, 1000000) / 1000000.0, 2.5) * (SELECT count(*) FROM customer))::bigint AS customer_number
      FROM cut c
)
SELECT p.n, p.size, p.before, c.number AS customer_number, c.name AS customer_name, c.language,
       now() - p.days_ago * interval '1 day' AS created_at, p.days_needed,
       -- One in 250 was left lying.
       CASE WHEN pg_temp.roll(p.n, 5, 250) = 0 THEN pg_temp.roll(p.n, 6, 100) / 100.0
            ELSE p.days_ago / p.days_needed END AS progress
  FROM placed p JOIN customer c ON c.number = least(p.customer_number, (SELECT count(*) - 1 FROM customer));
CREATE UNIQUE INDEX ON plan_order (n);

CREATE TEMP TABLE plan_build AS
WITH built AS (
    SELECT o.n, o.language, o.created_at, o.days_needed, o.before + k AS m, k AS position,
           CASE WHEN o.progress >= 1.1 THEN 9
                ELSE greatest(0, least(9, floor(o.progress * 10)) - (pg_temp.roll(o.before + k, 7, 4) = 0)::integer) END
           ::integer AS stage
      FROM plan_order o CROSS JOIN LATERAL generate_series(1, o.size) k
), turned AS (
    SELECT b.*, pg_temp.roll(b.m, 8, 100) < 3 AS cancelled, pg_temp.roll(b.m, 9, 100) AS luck FROM built b
), reached AS (
    SELECT t.*, CASE WHEN t.cancelled THEN least(t.stage, pg_temp.roll(t.m, 10, 9))::integer ELSE t.stage END AS reached
      FROM turned t
)
SELECT r.m, r.n, r.position, r.language, r.created_at, r.days_needed, r.reached, stages.name AS reached_status,
       CASE WHEN r.cancelled THEN 'CANCELLED'
            WHEN r.stage = 2 AND r.luck < 15 THEN 'PRE_QC_REJECTED'
            WHEN r.stage = 7 AND r.luck < 20 THEN 'FINAL_QC_REJECTED'
            WHEN r.stage IN (4, 5, 6) AND r.luck < 12 THEN 'ON_HOLD_PARTS'
            ELSE stages.name END AS status,
       -- The newest first pages, and one in 400, are there with all that belongs to them.
       r.m > (SELECT builds FROM base) - 300 OR r.m % 400 = 0 AS is_full,
       pg_temp.roll(r.m, 11, 33) = 0 AND r.reached > 0 AS is_changed,
       pg_temp.roll(r.m, 12, (SELECT count(*) FROM prototype p WHERE p.language = r.language)) + 1 AS slot
  FROM reached r
  JOIN stages ON stages.number = r.reached;
CREATE UNIQUE INDEX ON plan_build (m);
ANALYZE plan_order, plan_build;
