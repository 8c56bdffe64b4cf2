CREATE FUNCTION cs.check_draft_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'A file is taken off and put on again.' USING ERRCODE = 'CS423', DETAIL = 'document_frozen';
    END IF;
    IF NEW.sha256 <> sha256(NEW.content) OR NOT cs.has_leading_bytes(NEW.media_type, substr(NEW.content, 1, 16)) THEN
        RAISE EXCEPTION 'The content is not the one that was announced.'
            USING ERRCODE = 'CS422', DETAIL = 'content_differs', COLUMN = 'content';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.check_draft_file IS 'The file of a draft matches its digest and announced type (DOMAIN §9)';
