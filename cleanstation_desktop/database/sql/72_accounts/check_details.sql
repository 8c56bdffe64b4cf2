CREATE FUNCTION cs_adm.check_details(p_full_name text, p_initials text, p_language text, p_email text) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF p_full_name IS NULL OR char_length(btrim(p_full_name)) NOT BETWEEN 2 AND 200 THEN
        RAISE EXCEPTION 'A name has 2 to 200 characters.' USING ERRCODE = 'CS422', DETAIL = 'full_name_length', COLUMN = 'full_name',
            HINT = 'It is the name that is printed on sheets and signatures.';
    END IF;
    IF p_initials IS NULL OR p_initials !~ '^[A-Z][A-Z0-9]{1,4}$' THEN
        RAISE EXCEPTION 'Initials are 2 to 5 capital letters or digits, a letter first.'
            USING ERRCODE = 'CS422', DETAIL = 'initials_invalid', COLUMN = 'initials', HINT = 'Choose others.';
    END IF;
    IF p_language IS NULL OR p_language NOT IN ('EN', 'FR', 'ES') THEN
        RAISE EXCEPTION 'The language is EN, FR or ES.' USING ERRCODE = 'CS422', DETAIL = 'unknown_language', COLUMN = 'language',
            HINT = 'Choose one of them.';
    END IF;
    -- One line, one address: it goes into the head of mails.
    IF p_email IS NOT NULL AND (char_length(p_email) > 254 OR p_email !~ '^[^[:space:][:cntrl:]<>,;"@]+@[^[:space:][:cntrl:]<>,;"@]+$') THEN
        RAISE EXCEPTION 'This is no mail address.' USING ERRCODE = 'CS422', DETAIL = 'email_invalid', COLUMN = 'email',
            HINT = 'Correct it, or leave it empty.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.check_details IS 'Bounds of a person''s details, each fault with its field';
