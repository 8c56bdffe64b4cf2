CREATE FUNCTION cs_adm.note_sign_in(p_person cs.person, p_entry jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_client inet := CASE WHEN pg_input_is_valid(p_entry ->> 'client', 'inet') THEN (p_entry ->> 'client')::inet END;
BEGIN
    IF p_person.id IS NULL THEN
        RETURN;
    END IF;
    -- A client opens several connections at once; one row a minute is enough, unless a failure lies between.
    IF NOT EXISTS (SELECT FROM cs_adm.sign_in_attempt a
                    WHERE a.login = p_person.login AND a.succeeded AND a.client IS NOT DISTINCT FROM v_client
                      AND a.at > p_at - interval '1 minute'
                      AND NOT EXISTS (SELECT FROM cs_adm.sign_in_attempt f
                                       WHERE f.login = p_person.login AND NOT f.succeeded AND f.at > a.at))
    THEN
        INSERT INTO cs_adm.sign_in_attempt (login, at, succeeded, client) VALUES (p_person.login, p_at, true, v_client);
    END IF;
    IF p_person.break_glass THEN
        PERFORM cs_adm.raise_alarm('BREAK_GLASS_USED', p_person, 'The emergency account was used.', 'SERVER_LOG', p_at, v_client,
                                   (p_entry ->> 'pid')::integer, coalesce(left(p_entry ->> 'application', 63), ''));
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.note_sign_in IS 'A sign-in ends the count of failures; that of the emergency account alarms';
