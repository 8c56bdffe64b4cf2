CREATE FUNCTION cs_adm.set_own_language(p_language text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    UPDATE cs.person p SET language = p_language, version = p.version + 1
     WHERE p.login = session_user AND p.language <> p_language;
END
$function$;
COMMENT ON FUNCTION cs_adm.set_own_language IS 'Language of the client for the signed-in person';
GRANT EXECUTE ON FUNCTION cs_adm.set_own_language TO cs_user;
