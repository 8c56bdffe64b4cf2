CREATE FUNCTION cs.search_form(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Taken apart into letters and accents, the accents left out: "hopital" finds "Hôpital".
    SELECT upper(regexp_replace(normalize(p_text, NFD), U&'[\0300-\036F]', '', 'g'))
$function$;
COMMENT ON FUNCTION cs.search_form IS 'Text as it is compared in searches: in capitals, without accents';
GRANT EXECUTE ON FUNCTION cs.search_form TO cs_user;
