CREATE FUNCTION cs_audit.record_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
AS $function$
-- Arguments: level; key columns, comma between; columns of which only the digest is kept, comma between.
-- The two settings above make the image of a row the same whatever the session has set.
DECLARE
    v_row cs_audit.log;
    v_old jsonb;
    v_new jsonb;
    v_old_key text;
    v_new_key text;
    v_simple boolean := strpos(TG_ARGV[1], ',') = 0;
    v_command text := current_setting('cs.command', true);
BEGIN
    IF TG_OP <> 'INSERT' THEN
        v_old := CASE WHEN TG_ARGV[2] = '' THEN to_jsonb(OLD) ELSE cs_audit.masked_row(OLD, TG_ARGV[2]) END;
        v_old_key := CASE WHEN v_simple THEN v_old ->> TG_ARGV[1] ELSE cs_audit.record_key(v_old, TG_ARGV[1]) END;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        v_new := CASE WHEN TG_ARGV[2] = '' THEN to_jsonb(NEW) ELSE cs_audit.masked_row(NEW, TG_ARGV[2]) END;
        v_new_key := CASE WHEN v_simple THEN v_new ->> TG_ARGV[1] ELSE cs_audit.record_key(v_new, TG_ARGV[1]) END;
    END IF;
    v_row.table_name := CASE TG_TABLE_SCHEMA WHEN 'cs' THEN TG_TABLE_NAME ELSE TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME END;
    v_row.level := TG_ARGV[0];
    -- The identity is the login of the session, never a setting: anybody can set any setting.
    v_row.login := session_user;
    v_row.station := left(coalesce(nullif(current_setting('cs.station', true), ''),
                                   current_setting('application_name', true), ''), 63);
    v_row.client := inet_client_addr();
    v_row.reason := left(nullif(current_setting('cs.reason', true), ''), 10000);
    v_row.transaction := pg_current_xact_id();
    -- A command counts only if this very transaction began it; a setting alone proves nothing.
    IF v_command <> '' AND pg_input_is_valid(v_command, 'uuid') THEN
        SELECT c.id INTO v_row.command_id FROM cs.command c WHERE c.id = v_command::uuid AND c.at = now();
    END IF;
    -- A changed key is the end of one record and the beginning of another.
    FOR v_part IN 1 .. CASE WHEN v_old_key <> v_new_key THEN 2 ELSE 1 END LOOP
        v_row.action := CASE WHEN v_old_key <> v_new_key THEN (ARRAY['DELETE', 'INSERT'])[v_part] ELSE TG_OP END;
        v_row.record := CASE v_row.action WHEN 'DELETE' THEN v_old_key ELSE v_new_key END;
        v_row.old_row := CASE WHEN v_row.action <> 'INSERT' THEN v_old END;
        v_row.new_row := CASE WHEN v_row.action <> 'DELETE' THEN v_new END;
        v_row.id := nextval('cs_audit.log_id_seq');
        v_row.at := clock_timestamp();
        v_row.hash := sha256(cs_audit.image(v_row));
        INSERT INTO cs_audit.log OVERRIDING SYSTEM VALUE VALUES (v_row.*);
        INSERT INTO cs.change_feed (transaction, table_name, record, record_version, at)
        VALUES (v_row.transaction, v_row.table_name, v_row.record,
                (coalesce(v_row.new_row, v_row.old_row) ->> 'version')::integer, v_row.at);
    END LOOP;
    -- The server folds equal payloads of one transaction into one message; it carries no contents.
    PERFORM pg_notify('cs_change', v_row.transaction::text);
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs_audit.record_row IS
    'Writes each change of a row into the audit log and the change feed, and wakes the other stations (DESIGN §4)';
