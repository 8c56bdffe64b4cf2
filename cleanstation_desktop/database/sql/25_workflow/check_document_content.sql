CREATE FUNCTION cs.check_document_content() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM cs.document d WHERE d.id = NEW.document_id AND d.size = octet_length(NEW.content)
                      AND d.sha256 = sha256(NEW.content) AND d.created_by IS NOT DISTINCT FROM cs.current_person_id()) THEN
        RAISE EXCEPTION 'The content is not the one that was announced.'
            USING ERRCODE = 'CS422', DETAIL = 'content_differs', COLUMN = 'content';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.check_document_content IS 'A document''s content matches its size and digest';
