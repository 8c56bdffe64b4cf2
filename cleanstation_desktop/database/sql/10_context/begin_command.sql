CREATE FUNCTION cs.begin_command(
    p_id uuid, p_name text, p_request_sha256 bytea, p_station text, p_reason text,
    OUT is_first boolean, OUT answer jsonb
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person bigint := cs.current_person_id();
    v_command cs.command;
BEGIN
    IF v_person IS NULL THEN
        RAISE EXCEPTION 'Only a person can send commands.' USING ERRCODE = 'CS403', DETAIL = 'no_person';
    END IF;
    IF char_length(p_name) > 100 OR char_length(p_station) > 200 OR char_length(p_reason) > 10000 THEN
        RAISE EXCEPTION 'Name, station or reason of this command is too long.'
            USING ERRCODE = 'CS422', DETAIL = 'too_long', COLUMN = 'reason', HINT = 'Give the reason in fewer words.';
    END IF;
    PERFORM set_config('cs.command', p_id::text, true),
            set_config('cs.station', coalesce(p_station, ''), true),
            set_config('cs.reason', coalesce(p_reason, ''), true);
    -- A second sending waits here until the first has committed or rolled back.
    INSERT INTO cs.command (id, name, request_sha256, person_id, station, reason, at)
    VALUES (p_id, p_name, p_request_sha256, v_person, coalesce(p_station, ''), nullif(p_reason, ''), now())
    ON CONFLICT (id) DO NOTHING;
    is_first := FOUND;
    IF is_first THEN
        RETURN;
    END IF;
    SELECT * INTO STRICT v_command FROM cs.command c WHERE c.id = p_id;
    IF v_command.person_id <> v_person OR v_command.name <> p_name
       OR v_command.request_sha256 <> p_request_sha256 THEN
        RAISE EXCEPTION 'This command number was already used for something else.'
            USING ERRCODE = 'CS410', DETAIL = 'command_reused', HINT = 'Repeat the action to send it under a new number.';
    END IF;
    answer := v_command.answer;
END
$function$;
COMMENT ON FUNCTION cs.begin_command IS
    'First statement of every write: records the command once; sent again it returns what it answered (DESIGN §4)';
