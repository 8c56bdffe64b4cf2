CREATE FUNCTION cs.guard_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF EXISTS (SELECT FROM cs.inspection_item i JOIN cs.inspection n ON n.id = i.inspection_id
                -- The old item too: an answer cannot be moved out of a signed inspection.
                WHERE i.id IN (NEW.inspection_item_id, OLD.inspection_item_id) AND n.state <> 'OPEN') THEN
        RAISE EXCEPTION 'This inspection is signed; its answers can never change.'
            USING ERRCODE = 'CS423', DETAIL = 'signed', HINT = 'Open the next attempt instead.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_answer IS 'Answers of a signed inspection are frozen for everybody, the owner included';
