CREATE FUNCTION cs.has_leading_bytes(p_media_type text, p_start bytea) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT coalesce(CASE p_media_type
        WHEN 'image/jpeg' THEN substr(p_start, 1, 3) = '\xffd8ff'::bytea
        WHEN 'image/png' THEN substr(p_start, 1, 8) = '\x89504e470d0a1a0a'::bytea
        WHEN 'image/webp' THEN substr(p_start, 1, 4) = '\x52494646'::bytea AND substr(p_start, 9, 4) = '\x57454250'::bytea
        WHEN 'application/pdf' THEN substr(p_start, 1, 5) = '\x255044462d'::bytea END, false)
$function$;
COMMENT ON FUNCTION cs.has_leading_bytes IS
    'Whether a file begins as its type does; by content, not by name (DOMAIN §9). The client looks at the whole file';
