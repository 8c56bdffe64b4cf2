CREATE FUNCTION cs_adm.compare_verifiers(p_found jsonb) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- Argument: login → SHA-256 (hexadecimal) of the verifier that the server holds, read by a service that is allowed to.
DECLARE
    v_row record;
    v_changed text[] := '{}';
BEGIN
    FOR v_row IN
        SELECT p AS person, decode(f.value, 'hex') AS sha256
          FROM jsonb_each_text(p_found) AS f (login, value)
          JOIN cs.person p ON p.login = f.login
          JOIN cs_adm.verifier k ON k.person_id = p.id
         WHERE k.sha256 <> decode(f.value, 'hex')
    LOOP
        -- Taken as the known one, so that each change is told once.
        UPDATE cs_adm.verifier k SET sha256 = v_row.sha256, set_at = clock_timestamp() WHERE k.person_id = (v_row.person).id;
        PERFORM cs_adm.raise_alarm('PASSWORD_PAST_FUNCTIONS', v_row.person,
                                   'The password was changed past the functions; nothing checked it.', 'FUNCTION',
                                   clock_timestamp(), NULL, NULL, '');
        v_changed := v_changed || (v_row.person).login;
    END LOOP;
    RETURN v_changed;
END
$function$;
COMMENT ON FUNCTION cs_adm.compare_verifiers IS
    'Flags passwords that were set by ALTER ROLE instead of the people functions; returns whose';
GRANT EXECUTE ON FUNCTION cs_adm.compare_verifiers TO cs_jobs;
