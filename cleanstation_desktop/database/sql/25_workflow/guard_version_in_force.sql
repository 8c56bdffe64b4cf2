CREATE FUNCTION cs.guard_version_in_force() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.in_force_from := CASE WHEN NEW.state = 'IN_FORCE' THEN now() END;
        RETURN NEW;
    END IF;
    IF OLD.state = 'RETIRED' OR (OLD.state = 'IN_FORCE' AND NEW.state <> 'RETIRED') THEN
        RAISE EXCEPTION 'A version that was in force never changes.'
            USING ERRCODE = 'CS423', DETAIL = 'version_frozen', HINT = 'Make the next version.';
    END IF;
    IF (to_jsonb(NEW) - '{state,version,in_force_from}'::text[]) <> (to_jsonb(OLD) - '{state,version,in_force_from}'::text[])
       AND OLD.state <> 'DRAFT' THEN
        RAISE EXCEPTION 'A version that was in force never changes.'
            USING ERRCODE = 'CS423', DETAIL = 'version_frozen', HINT = 'Make the next version.';
    END IF;
    NEW.in_force_from := CASE WHEN NEW.state = 'IN_FORCE' AND OLD.state = 'DRAFT' THEN now() ELSE OLD.in_force_from END;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_version_in_force IS 'Rules and checklist templates are versions: drafts change, what was in force does not';
