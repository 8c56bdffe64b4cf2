CREATE FUNCTION cs_adm.role_create(p_login text, p_verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_state text;
    v_message text;
BEGIN
    IF p_login IS NULL OR p_login !~ '^[a-z][a-z0-9_.-]{1,29}$' OR p_login ~ '^(pg_|cs_|rds)'
       OR p_login IN ('postgres', 'public', 'none', 'user', 'current_user', 'session_user', 'current_role')
    THEN
        RAISE EXCEPTION 'This login name is not allowed.'
            USING ERRCODE = 'CS422', DETAIL = 'login_name_invalid', COLUMN = 'login_name',
                  HINT = 'Take 2 to 30 small letters, digits, dots, dashes or underscores, a letter first.';
    END IF;
    PERFORM cs_adm.role_demand_verifier(p_verifier);
    BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT '
                       'CONNECTION LIMIT 20 PASSWORD %L', p_login, p_verifier);
        EXECUTE format('GRANT cs_person TO %I', p_login);
    EXCEPTION
        WHEN duplicate_object THEN
            RAISE EXCEPTION 'This sign-in name is already used.'
                USING ERRCODE = '23505', CONSTRAINT = 'person_login_key', TABLE = 'person';
        WHEN OTHERS THEN
            -- The failing statement holds the verifier and would stand in the error's context: tell the rest only.
            GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
            RAISE EXCEPTION 'The login could not be made: %', replace(v_message, p_verifier, '…') USING ERRCODE = v_state;
    END;
END
$function$;
COMMENT ON FUNCTION cs_adm.role_create IS 'Makes the login role of a person, without any business role';
GRANT EXECUTE ON FUNCTION cs_adm.role_create TO cs_owner;
