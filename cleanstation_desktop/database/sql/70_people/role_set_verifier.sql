CREATE FUNCTION cs_adm.role_set_verifier(p_login text, p_verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_state text;
    v_message text;
BEGIN
    PERFORM cs_adm.role_demand_person(p_login);
    PERFORM cs_adm.role_demand_verifier(p_verifier);
    BEGIN
        EXECUTE format('ALTER ROLE %I PASSWORD %L', p_login, p_verifier);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
        RAISE EXCEPTION 'The password could not be set: %', replace(v_message, p_verifier, '…') USING ERRCODE = v_state;
    END;
END
$function$;
COMMENT ON FUNCTION cs_adm.role_set_verifier IS 'Sets the password of a person''s login role, as a verifier';
GRANT EXECUTE ON FUNCTION cs_adm.role_set_verifier TO cs_owner;
