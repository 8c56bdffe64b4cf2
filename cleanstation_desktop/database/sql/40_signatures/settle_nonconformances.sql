CREATE FUNCTION cs.settle_nonconformances(p_inspection bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_inspection cs.inspection;
BEGIN
    SELECT * INTO STRICT v_inspection FROM cs.inspection n WHERE n.id = p_inspection;
    -- Each failed item opens its nonconformance, unless a concession accepts it.
    INSERT INTO cs.nonconformance (build_id, inspection_id, inspection_item_id, number, description)
    SELECT v_inspection.build_id, p_inspection, i.id, '',
           CASE WHEN char_length(a.note) >= 3 THEN a.note ELSE i.definition #>> '{text,EN}' END
      FROM cs.inspection_item i JOIN cs.answer a ON a.inspection_item_id = i.id
     WHERE i.inspection_id = p_inspection
           -- Not AND: that would be asked of every item before its answer is looked at, and asking costs milliseconds.
       AND CASE WHEN a.outcome = 'FAIL' THEN NOT cs.is_conceded(i.id) ELSE false END
     ORDER BY i.sequence;
    -- A re-inspection that passed verifies the dispositions of the earlier attempts of this form.
    IF v_inspection.result = 'PASSED' THEN
        UPDATE cs.nonconformance n
           SET state = 'VERIFIED', verified_by_inspection_id = p_inspection, version = n.version + 1
         WHERE n.id IN (SELECT cs.verified_by_passing(p_inspection));
    END IF;
END
$function$;
COMMENT ON FUNCTION cs.settle_nonconformances IS 'Opens nonconformances of failed items, verifies those that a re-inspection answers (DOMAIN §1)';
