CREATE FUNCTION cs.guard_task() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- Also not done again: that would put another name to the work.
    IF OLD.done THEN
        RAISE EXCEPTION 'A task that is done stays done.' USING ERRCODE = 'CS423', DETAIL = 'task_done';
    END IF;
    IF (NEW.build_id, NEW.kind, NEW.sequence, NEW.title, NEW.nonconformance_id)
       IS DISTINCT FROM (OLD.build_id, OLD.kind, OLD.sequence, OLD.title, OLD.nonconformance_id) THEN
        RAISE EXCEPTION 'What a task is about never changes.' USING ERRCODE = 'CS423', DETAIL = 'task_frozen';
    END IF;
    IF NOT cs.has_claim(OLD.build_id) OR (SELECT b.status FROM cs.build b WHERE b.id = OLD.build_id) <> 'IN_ASSEMBLY' THEN
        RAISE EXCEPTION 'Tasks are done by an assembler who claimed the build, while it is in assembly.'
            USING ERRCODE = 'CS403', DETAIL = 'not_claimed';
    END IF;
    IF cs.is_of_replaced_body(OLD.nonconformance_id) THEN
        RAISE EXCEPTION 'The body of this task is replaced: its rework is not done any more.'
            USING ERRCODE = 'CS412', DETAIL = 'task_outdated';
    END IF;
    NEW.done_by := CASE WHEN NEW.done THEN cs.current_person_id() END;
    NEW.done_at := CASE WHEN NEW.done THEN now() END;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_task IS 'A task is done once, by an assembler of the build';
