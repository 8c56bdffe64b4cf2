CREATE FUNCTION cs_adm.role_set_access(p_login text, p_access text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM cs_adm.role_demand_person(p_login);
    -- A password that has run out is refused exactly like a wrong one; NOLOGIN alone would tell a guesser that he guessed
    -- right. Not -infinity: some drivers cannot read it.
    EXECUTE format(CASE p_access
                       WHEN 'OPEN' THEN 'ALTER ROLE %I LOGIN VALID UNTIL ''infinity'''
                       WHEN 'LOCKED' THEN 'ALTER ROLE %I VALID UNTIL ''1970-01-01'''
                       WHEN 'DISABLED' THEN 'ALTER ROLE %I NOLOGIN VALID UNTIL ''1970-01-01'''
                   END, p_login);
END
$function$;
COMMENT ON FUNCTION cs_adm.role_set_access IS
    'OPEN, LOCKED for a while, or DISABLED; who tries to sign in cannot tell the last two from a wrong password';
GRANT EXECUTE ON FUNCTION cs_adm.role_set_access TO cs_owner;
