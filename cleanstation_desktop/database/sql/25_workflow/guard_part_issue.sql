CREATE FUNCTION cs.guard_part_issue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_status text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT cs.has_claim(NEW.build_id) THEN
            RAISE EXCEPTION 'You have not claimed this build.' USING ERRCODE = 'CS403', DETAIL = 'not_claimed';
        END IF;
        SELECT b.status INTO v_status FROM cs.build b WHERE b.id = NEW.build_id FOR NO KEY UPDATE;
        IF v_status NOT IN ('IN_ASSEMBLY', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'ON_HOLD_PARTS') THEN
            RAISE EXCEPTION 'Part issues are reported while a build is assembled, tested or packed; it is %.', v_status
                USING ERRCODE = 'CS412', DETAIL = 'wrong_status';
        END IF;
        NEW.item := cs.bom_item_at(NEW.build_id, NEW.path);
        NEW.state := 'OPEN';
        RETURN NEW;
    END IF;
    IF OLD.state = 'RESOLVED' OR (NEW.build_id, NEW.path, NEW.item, NEW.what, NEW.description)
       IS DISTINCT FROM (OLD.build_id, OLD.path, OLD.item, OLD.what, OLD.description) THEN
        RAISE EXCEPTION 'A part issue can only be resolved.' USING ERRCODE = 'CS423', DETAIL = 'issue_frozen';
    END IF;
    IF NEW.state = 'RESOLVED' THEN
        NEW.resolved_by := cs.current_person_id();
        NEW.resolved_at := now();
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_part_issue IS 'An assembler reports, procurement resolves once (DOMAIN §2)';
