CREATE FUNCTION cs.guard_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_status text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Not only shared: who claims usually moves the build next, and two of them would wait for each other.
        SELECT b.status INTO v_status FROM cs.build b WHERE b.id = NEW.build_id FOR NO KEY UPDATE;
        IF v_status IS NULL THEN
            RAISE EXCEPTION 'There is no such build.' USING ERRCODE = 'CS404', DETAIL = 'no_build';
        END IF;
        -- Later too when a change reopened a form: somebody must fill it in.
        IF v_status NOT IN ('READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE',
                            'PACKAGING_COMPLETE', 'FINAL_QC_REJECTED')
           AND NOT (v_status IN ('READY_FOR_FINAL_QC', 'READY_FOR_SHIP') AND EXISTS (
                    SELECT FROM unnest(ARRAY['PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING']) kind
                     WHERE NOT cs.is_passed(NEW.build_id, kind))) THEN
            RAISE EXCEPTION 'A build in status % cannot be claimed.', v_status USING ERRCODE = 'CS412', DETAIL = 'not_claimable';
        END IF;
        NEW.person_id := coalesce(NEW.person_id, cs.current_person_id());
        NEW.claimed_at := now();
        NEW.ended_at := NULL;
        -- From here on assembly has begun: a change that is still open needs QC's signature too.
        UPDATE cs.change_request c SET qc_required = true, version = c.version + 1
         WHERE c.build_id = NEW.build_id AND c.state = 'OPEN' AND NOT c.qc_required;
        RETURN NEW;
    END IF;
    IF OLD.ended_at IS NOT NULL OR (NEW.build_id, NEW.person_id, NEW.claimed_at)
       IS DISTINCT FROM (OLD.build_id, OLD.person_id, OLD.claimed_at) THEN
        RAISE EXCEPTION 'A claim can only be ended.' USING ERRCODE = 'CS423', DETAIL = 'claim_frozen';
    END IF;
    NEW.ended_at := now();
    IF NEW.ended_how IS NULL OR (NEW.ended_how = 'HANDED_OVER') <> (NEW.handed_to IS NOT NULL) THEN
        RAISE EXCEPTION 'Say how the claim ends, and who takes over.'
            USING ERRCODE = 'CS422', DETAIL = 'claim_end', COLUMN = 'handed_to';
    END IF;
    IF NEW.ended_how = 'HANDED_OVER' THEN
        IF NEW.handed_to = OLD.person_id OR NOT EXISTS (
               SELECT FROM cs.person_role r JOIN cs.person p ON p.id = r.person_id
                WHERE r.person_id = NEW.handed_to AND r.role = 'cs_assembler' AND r.state = 'GRANTED' AND p.state = 'ACTIVE') THEN
            RAISE EXCEPTION 'A build can be handed over to another assembler only.'
                USING ERRCODE = 'CS422', DETAIL = 'not_assembler', COLUMN = 'handed_to';
        END IF;
        INSERT INTO cs.assembly_claim (build_id, person_id, claimed_at)
        SELECT OLD.build_id, NEW.handed_to, now()
         WHERE NOT EXISTS (SELECT FROM cs.assembly_claim c
                            WHERE c.build_id = OLD.build_id AND c.person_id = NEW.handed_to AND c.ended_at IS NULL);
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_claim IS 'Claims begin now, end once, and pass on to assemblers only';
