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
    IF NOT EXISTS (SELECT FROM cs.document d WHERE d.id = NEW.document_id
                      AND cs.has_leading_bytes(d.media_type, substr(NEW.content, 1, 16))) THEN
        RAISE EXCEPTION 'The content does not begin like a file of the type that was announced.'
            USING ERRCODE = 'CS422', DETAIL = 'file_type', COLUMN = 'content',
                  HINT = 'Only JPEG, PNG, WebP and PDF can be attached.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.check_document_content IS 'A document''s content matches its size, digest and announced type (DOMAIN §9)';
