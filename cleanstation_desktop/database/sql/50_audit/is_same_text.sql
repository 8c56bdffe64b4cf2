CREATE FUNCTION cs_audit.is_same_text(p_one text, p_other text) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT left(p_one, 500) = left(p_other, 500)
$function$;
COMMENT ON FUNCTION cs_audit.is_same_text IS
    'Whether a report and a line of the server''s log say the same, as far as the service passes lines on';
