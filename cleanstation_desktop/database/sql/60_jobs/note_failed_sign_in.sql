CREATE FUNCTION cs_adm.note_failed_sign_in(p_person cs.person, p_entry jsonb, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    c_failures CONSTANT integer := 5;            -- DOMAIN §9
    c_within CONSTANT interval := '15 minutes';
    v_client inet := CASE WHEN pg_input_is_valid(p_entry ->> 'client', 'inet') THEN (p_entry ->> 'client')::inet END;
    v_since timestamptz;
    v_count integer;
    v_shut boolean;
BEGIN
    IF p_person.id IS NULL THEN
        -- One bucket for all unknown names: a guesser can invent as many as he likes.
        PERFORM cs_audit.add_event('SIGN_IN_FAILED', 'WARNING', '(no person)',
                                   'Nobody is called ' || quote_literal(left(p_entry ->> 'login', 100)) || '.', 'SERVER_LOG',
                                   p_at, '', v_client, '28P01', (p_entry ->> 'pid')::integer);
        RETURN false;
    END IF;
    PERFORM cs_audit.add_event('SIGN_IN_FAILED', 'WARNING', p_person.login, 'Sign-in was refused.', 'SERVER_LOG', p_at, '', v_client,
                               '28P01', (p_entry ->> 'pid')::integer);
    IF p_person.state <> 'ACTIVE' OR p_person.locked_until > p_at OR cs_adm.role_is_shut(p_person.login) THEN
        RETURN false;  -- barred already; who goes on guessing does not make it longer
    END IF;
    INSERT INTO cs_adm.sign_in_attempt (login, at, succeeded, client) VALUES (p_person.login, p_at, false, v_client);
    -- Since the last lockout, and within the quarter of an hour. A success ends the row of failures of its own address
    -- only: else the person's own sign-ins would give somebody elsewhere four more guesses each time.
    SELECT greatest(p_at - c_within, max(e.at)) INTO v_since
      FROM cs_audit.security_event e
     WHERE e.login = p_person.login AND e.kind IN ('LOCKED_OUT', 'BREAK_GLASS_GUESSED');
    SELECT count(*) INTO v_count FROM cs_adm.sign_in_attempt a
     WHERE a.login = p_person.login AND NOT a.succeeded AND a.at > v_since AND a.at <= p_at
       AND NOT EXISTS (SELECT FROM cs_adm.sign_in_attempt good
                        WHERE good.login = a.login AND good.succeeded AND good.client IS NOT DISTINCT FROM a.client
                          AND good.at > a.at AND good.at <= p_at);
    IF v_count < c_failures OR p_at < clock_timestamp() - c_within THEN
        RETURN false;
    END IF;
    IF p_person.break_glass THEN
        -- Never locked: nobody must be able to shut out the last resort. Everybody is told instead.
        PERFORM cs_adm.raise_alarm('BREAK_GLASS_GUESSED', p_person,
                                   'Somebody guesses at the password of the emergency account.', 'SERVER_LOG', p_at, v_client,
                                   (p_entry ->> 'pid')::integer, '');
        RETURN false;
    END IF;
    -- With the sessions goes whatever they hold, the row of the person say, so that nobody can hold off the own lockout.
    PERFORM cs_adm.role_end_sessions(p_person.login);
    v_shut := cs_adm.lock_login(p_person.login);
    BEGIN
        UPDATE cs.person p SET locked_until = clock_timestamp() + c_within, version = p.version + 1 WHERE p.id = p_person.id;
    EXCEPTION WHEN lock_not_available THEN
        -- Somebody else holds one of the two: the other says what is to be, and cs_adm.unlock_due makes up for it. Who holds
        -- both changes this very person: the failure is counted, and the next one locks.
        IF NOT v_shut THEN
            RETURN false;
        END IF;
    END;
    PERFORM cs_audit.add_event('LOCKED_OUT', 'ALARM', p_person.login, format('%s failed sign-ins within 15 minutes.', v_count),
                               'SERVER_LOG', NULL, '', v_client, '28P01', (p_entry ->> 'pid')::integer);
    PERFORM cs_adm.role_end_sessions(p_person.login);
    RETURN true;
END
$function$;
COMMENT ON FUNCTION cs_adm.note_failed_sign_in IS
    'Counts a failed sign-in and locks at the fifth within 15 minutes; true when it locked (DOMAIN §9)';
