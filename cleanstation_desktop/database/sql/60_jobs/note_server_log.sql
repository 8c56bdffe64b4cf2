CREATE FUNCTION cs_adm.note_server_log(
    p_file text, p_from bigint, p_to bigint, p_head_length integer, p_head_sha256 bytea, p_entries jsonb
) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $function$
-- Entries and position are kept in one transaction: after a crash nothing is counted twice and nothing is lost. Each entry
-- stands by itself: what keeps one from being taken in must not keep everybody from being locked out.
DECLARE
    v_position bigint;
    v_head bytea;
    v_entry jsonb;
    v_at timestamptz;
    v_person cs.person;
    v_locked text[] := '{}';
    v_fault text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cs server log ' || p_file, 0));
    SELECT l.position, l.head_sha256 INTO v_position, v_head FROM cs_adm.log_position l WHERE l.file_name = p_file;
    -- From the start only for a new file, or for a new one under an old name.
    IF p_from <> (CASE WHEN v_head IS NULL OR p_from = 0 THEN 0 ELSE v_position END)
       OR (p_from = 0 AND v_head = p_head_sha256 AND v_position > 0)
    THEN
        RAISE EXCEPTION 'The log % was already read beyond this place.', p_file USING ERRCODE = 'CS409', DETAIL = 'log_position',
            HINT = 'Ask for the position again.';
    END IF;
    FOR v_entry IN SELECT e.value FROM jsonb_array_elements(p_entries) AS e LOOP
        v_at := CASE WHEN pg_input_is_valid(v_entry ->> 'at', 'timestamptz') THEN (v_entry ->> 'at')::timestamptz
                     ELSE clock_timestamp() END;
        SELECT * INTO v_person FROM cs.person p WHERE p.login = v_entry ->> 'login';
        BEGIN
            CASE v_entry ->> 'kind'
                WHEN 'FAILED' THEN
                    IF cs_adm.note_failed_sign_in(v_person, v_entry, v_at) THEN
                        v_locked := v_locked || v_person.login;
                    END IF;
                WHEN 'SUCCEEDED' THEN
                    PERFORM cs_adm.note_sign_in(v_person, v_entry, v_at);
                ELSE
                    PERFORM cs_adm.note_logged_refusal(v_entry, v_at);
            END CASE;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS v_fault = MESSAGE_TEXT;
            PERFORM cs_audit.add_event('LOG_ENTRY_LEFT_OUT', 'ALARM', session_user::text,
                format('An entry of the server''s log (%s of %s) was left out: %s.', v_entry ->> 'kind', v_entry ->> 'login',
                       v_fault),
                'FUNCTION');
        END;
    END LOOP;
    INSERT INTO cs_adm.log_position (file_name, position, head_length, head_sha256, read_at)
    VALUES (p_file, p_to, p_head_length, p_head_sha256, clock_timestamp())
    ON CONFLICT (file_name) DO UPDATE SET position = excluded.position, head_length = excluded.head_length,
        head_sha256 = excluded.head_sha256, read_at = excluded.read_at;
    RETURN v_locked;
END
$function$;
COMMENT ON FUNCTION cs_adm.note_server_log IS
    'Takes in a piece of the server''s log: sign-ins, failures, refusals; locks who failed five times. Returns whom';
GRANT EXECUTE ON FUNCTION cs_adm.note_server_log TO cs_jobs;
