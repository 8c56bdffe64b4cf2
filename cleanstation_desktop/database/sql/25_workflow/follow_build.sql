CREATE FUNCTION cs.follow_build() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_from text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END;
    v_person bigint := cs.current_person_id();
    v_facts jsonb := jsonb_build_object('build_number', NEW.build_number, 'from', v_from, 'to', NEW.status);
BEGIN
    IF NEW.status IS NOT DISTINCT FROM v_from THEN
        RETURN NULL;
    END IF;
    INSERT INTO cs.status_history (build_id, from_status, to_status, person_id, at, reason)
    VALUES (NEW.id, v_from, NEW.status, v_person, clock_timestamp(),
            left(coalesce(NEW.cancel_reason, nullif(current_setting('cs.reason', true), '')), 10000));
    PERFORM cs.derive_order_progress(NEW.order_id);
    -- Everybody who can make the next move learns of it; where there is none, the coordinators how it ended.
    INSERT INTO cs.notification (role, kind, record, facts, at)
    SELECT DISTINCT t.role, 'BUILD_' || NEW.status, 'build:' || NEW.id, v_facts, now()
      FROM cs.workflow_transition t
     WHERE t.from_status = NEW.status AND t.to_status <> 'CANCELLED'
     UNION ALL
    SELECT 'cs_coordinator', 'BUILD_' || NEW.status, 'build:' || NEW.id, v_facts, now()
     WHERE NEW.status IN ('CANCELLED', 'SHIPPED');
    IF NEW.status IN ('CANCELLED', 'SHIPPED') OR (TG_OP = 'UPDATE' AND NEW.cycle <> OLD.cycle) THEN
        -- From the hands of who works on it.
        INSERT INTO cs.notification (person_id, kind, record, facts, at)
        SELECT c.person_id, 'BUILD_' || NEW.status, 'build:' || NEW.id, v_facts, now()
          FROM cs.assembly_claim c WHERE c.build_id = NEW.id AND c.ended_at IS NULL;
    END IF;
    IF NEW.status = 'CANCELLED' THEN
        -- What was ordered outside must be called off.
        INSERT INTO cs.notification (role, kind, record, facts, at)
        SELECT 'cs_procurement', 'BUILD_CANCELLED', 'build:' || NEW.id, v_facts || jsonb_build_object('outsourced', o.lines), now()
          FROM (SELECT jsonb_agg(jsonb_build_object('item', u.item, 'supplier', u.supplier, 'state', u.state) ORDER BY u.id)
                  FROM cs.outsourcing u
                 WHERE u.build_id = NEW.id AND u.cycle = NEW.cycle AND u.state IN ('MARKED', 'ORDERED')) o (lines)
         WHERE o.lines IS NOT NULL;
    END IF;
    IF v_from = 'FINAL_QC_REJECTED' AND NEW.status = 'IN_ASSEMBLY' THEN
        PERFORM cs.begin_rework(NEW.id);
    END IF;
    IF NEW.status = 'CANCELLED' OR (TG_OP = 'UPDATE' AND NEW.cycle <> OLD.cycle) THEN
        UPDATE cs.inspection n SET state = 'VOID', version = n.version + 1
         WHERE n.build_id = NEW.id AND n.state = 'OPEN';
        -- Part issues held this body: they hold nothing any more, and the next one not at all.
        UPDATE cs.part_issue p
           SET state = 'RESOLVED', version = p.version + 1,
               resolution = CASE NEW.status WHEN 'CANCELLED' THEN 'The build was cancelled.' ELSE 'The sink body was replaced.' END
         WHERE p.build_id = NEW.id AND p.state = 'OPEN';
    END IF;
    -- After a reject the rework is claimed anew (DOMAIN §3, "rework claimed"): who takes it on says so, and when.
    IF NEW.status IN ('CANCELLED', 'SHIPPED', 'FINAL_QC_REJECTED') OR (TG_OP = 'UPDATE' AND NEW.cycle <> OLD.cycle) THEN
        UPDATE cs.assembly_claim c SET ended_at = now(), ended_how = 'RELEASED', version = c.version + 1
         WHERE c.build_id = NEW.id AND c.ended_at IS NULL;
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.follow_build IS
    'What a move brings with it, in the same transaction: history, order status, notices, rework (DOMAIN §3)';
