CREATE FUNCTION cs.next_moves(p_build bigint, OUT to_status text, OUT open_guard text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_old cs.build;
    v_new cs.build;
    v_guard text;
BEGIN
    SELECT * INTO v_old FROM cs.build b WHERE b.id = p_build;
    FOR to_status, v_guard IN
        SELECT DISTINCT t.to_status, t.guard FROM cs.workflow_transition t
         WHERE t.from_status = v_old.status AND cs.has_role(t.role)
           AND (v_old.held_from IS NULL OR t.to_status IN (v_old.held_from, 'CANCELLED', 'SINK_BODY_EXTERNAL_PRODUCTION'))
         ORDER BY t.to_status, t.guard
    LOOP
        v_new := v_old;
        v_new.status := to_status;
        -- The day is entered with the move itself: it keeps nobody from it.
        v_new.shipped_on := CASE WHEN to_status = 'SHIPPED' THEN cs.plant_today() END;
        open_guard := cs.find_open_guard(v_guard, v_new, v_old);
        RETURN NEXT;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION cs.next_moves IS
    'What the signed-in person may do next with a build, and what still keeps it from that; one row for each way to a status';
