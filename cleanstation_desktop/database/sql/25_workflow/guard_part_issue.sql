CREATE FUNCTION cs.guard_part_issue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT cs.has_claim(NEW.build_id) THEN
            RAISE EXCEPTION 'You have not claimed this build.' USING ERRCODE = 'CS403', DETAIL = 'not_claimed';
        END IF;
        NEW.item := cs.bom_item_at(NEW.build_id, NEW.path);
        NEW.state := 'OPEN';
        RETURN NEW;
    END IF;
    IF OLD.state = 'RESOLVED' OR (NEW.build_id, NEW.path, NEW.item, NEW.what, NEW.description)
       IS DISTINCT FROM (OLD.build_id, OLD.path, OLD.item, OLD.what, OLD.description) THEN
        RAISE EXCEPTION 'A part issue can only be resolved.' USING ERRCODE = 'CS423', DETAIL = 'issue_frozen';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_part_issue IS 'An assembler reports, procurement resolves once (DOMAIN §2)';
