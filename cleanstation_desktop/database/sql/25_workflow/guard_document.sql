CREATE FUNCTION cs.guard_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF OLD.removed_at IS NOT NULL OR (to_jsonb(NEW) - '{removed_at,version}'::text[])
       <> (to_jsonb(OLD) - '{removed_at,version}'::text[]) THEN
        RAISE EXCEPTION 'A document can only be taken off.' USING ERRCODE = 'CS423', DETAIL = 'document_frozen';
    END IF;
    NEW.removed_at := now();
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_document IS 'Documents never change; they can be taken off, their content stays';
