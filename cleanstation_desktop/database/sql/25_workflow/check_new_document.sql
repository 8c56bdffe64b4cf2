CREATE FUNCTION cs.check_new_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM cs.document_content c WHERE c.document_id = NEW.id) THEN
        RAISE EXCEPTION 'The document has no content.' USING ERRCODE = 'CS422', DETAIL = 'no_content', COLUMN = 'content';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.check_new_document IS
    'At commit: a document came with its content; its name alone would pass for a drawing that was attached';
