CREATE FUNCTION cs.apply_change(p_change bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_change cs.change_request;
    v_inspection cs.inspection;
    v_configuration jsonb;
    v_template jsonb;
    v_touched boolean;
BEGIN
    SELECT * INTO STRICT v_change FROM cs.change_request c WHERE c.id = p_change;
    v_configuration := cs.approved_configuration(v_change.build_id);
    PERFORM cs.carry_outsourced(v_change);
    FOR v_inspection IN
        SELECT n.* FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id
         WHERE n.build_id = v_change.build_id AND n.cycle = b.cycle
           -- A form that failed is derived anew with its next attempt.
           AND (n.state = 'OPEN' OR n.result = 'PASSED')
           AND n.attempt = (SELECT max(m.attempt) FROM cs.inspection m WHERE m.build_id = n.build_id AND m.kind = n.kind)
    LOOP
        SELECT t.body INTO STRICT v_template FROM cs.checklist_template t WHERE t.id = v_inspection.checklist_template_id;
        -- Touched: an item comes, goes, is held against something else than before, or stands on something else.
        SELECT EXISTS (
            SELECT FROM (SELECT d.code, d.basin, d.target, d.minimum, d.maximum, d.expected, d.basis
                           FROM cs.derive_items(v_template, v_configuration) d) new
              FULL JOIN (SELECT i.code, i.basin, i.target, i.minimum, i.maximum, i.expected, i.basis
                           FROM cs.inspection_item i WHERE i.inspection_id = v_inspection.id) old
                USING (code, basin)
             WHERE (new.target, new.minimum, new.maximum, new.expected, new.basis) IS DISTINCT FROM
                   (old.target, old.minimum, old.maximum, old.expected, old.basis) OR (new IS NULL) <> (old IS NULL))
          INTO v_touched;
        IF v_touched THEN
            -- Nothing signed is altered: the next attempt keeps every answer that the change does not touch.
            PERFORM cs.open_inspection(v_change.build_id, v_inspection.kind, 'change request: ' || left(v_change.what, 200),
                                       NULL, true, p_change);
            INSERT INTO cs.notification (role, kind, record, facts, at)
            SELECT d.group_name, 'INSPECTION_REOPENED', 'build:' || v_change.build_id,
                   jsonb_build_object('build_number', b.build_number, 'kind', v_inspection.kind, 'change_request', p_change), now()
              FROM cs.inspection_duty(v_inspection.kind) d, cs.build b WHERE b.id = v_change.build_id;
        END IF;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION cs.apply_change IS
    'After an approved change: forms that it touches are reopened by name, keeping what it does not touch; outsourced lines '
    'go with their item (DOMAIN §3)';
