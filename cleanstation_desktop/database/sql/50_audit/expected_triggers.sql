CREATE FUNCTION cs_audit.expected_triggers(
    OUT table_name text, OUT trigger_name text, OUT timing text, OUT for_each text, OUT function_name text,
    OUT arguments text[]
) RETURNS SETOF record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
-- One list for both: what is attached to a new table, and what the verification demands to find on it.
DECLARE
    -- Rows that may only be added.
    c_append_only CONSTANT text[] := ARRAY['configuration', 'comment', 'bom_line', 'signature', 'signature_subject',
        'reading', 'serial_number', 'print_record', 'status_history', 'document_content', 'notification',
        'catalogue_import', 'workflow_transition', 'service_order_step', 'order_change'];
    -- Rows that may be deleted by who may write them; the audit keeps their last image.
    c_deletable CONSTANT text[] := ARRAY['order_draft', 'order_draft_file', 'item_component', 'item_alias', 'person_role',
        'notification_read', 'saved_view'];
    -- Not audited: command and change_feed are records of changes themselves and may be deleted when old; the moves of a
    -- build are part of the programs; the list of builds and their words repeat what is audited on builds and orders.
    c_not_audited CONSTANT text[] := ARRAY['command', 'change_feed', 'workflow_transition', 'build_listing',
        'search_words'];
    c_normal_level CONSTANT text[] := ARRAY['order_draft', 'order_draft_file', 'comment', 'notification', 'notification_read',
        'mail_outbox', 'station', 'print_record', 'category', 'subcategory', 'flag', 'order_progress',
        'saved_view'];
    v_table record;
BEGIN
    FOR v_table IN
        SELECT c.oid, c.relname::text AS name,
               EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'created_by'
                          AND NOT a.attisdropped) AS stamped,
               EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'version'
                          AND NOT a.attisdropped) AS versioned
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'cs' AND c.relkind = 'r'
         ORDER BY c.relname
    LOOP
        table_name := 'cs.' || v_table.name;
        for_each := 'ROW';
        arguments := '{}';
        IF v_table.stamped THEN
            trigger_name := 'a_stamp'; timing := 'BEFORE INSERT'; function_name := 'cs.stamp_creation';
            RETURN NEXT;
        END IF;
        IF v_table.versioned THEN
            trigger_name := 'a_version'; timing := 'BEFORE UPDATE'; function_name := 'cs.demand_next_version';
            RETURN NEXT;
        END IF;
        IF v_table.name <> ALL (c_not_audited) THEN
            trigger_name := 'z_audit'; timing := 'AFTER INSERT OR UPDATE OR DELETE'; function_name := 'cs_audit.record_row';
            -- Of files only the digest is kept. The bytes that were signed are covered by their own digest, and kept whole
            -- in their own table.
            SELECT ARRAY[CASE WHEN v_table.name = ANY (c_normal_level) THEN 'NORMAL' ELSE 'HIGH' END,
                         (SELECT string_agg(a.attname, ',' ORDER BY array_position(i.indkey::smallint[], a.attnum))
                            FROM pg_index i
                            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                           WHERE i.indrelid = v_table.oid AND i.indisprimary),
                         coalesce(string_agg(b.attname, ',' ORDER BY b.attnum), '')]
              INTO arguments
              FROM pg_attribute b
             WHERE b.attrelid = v_table.oid AND b.atttypid = 'bytea'::regtype AND b.attname IN ('content', 'image', 'badge_sha256', 'pin_verifier')
               AND NOT b.attisdropped;
            RETURN NEXT;
            arguments := '{}';
        END IF;
        IF v_table.name = 'command' THEN
            trigger_name := 'a_keep'; timing := 'BEFORE DELETE'; function_name := 'cs_audit.keep_for_days';
            arguments := ARRAY['90'];
            RETURN NEXT;
            arguments := '{}';
        ELSIF v_table.name = 'change_feed' THEN
            trigger_name := 'a_keep'; timing := 'BEFORE DELETE'; function_name := 'cs_audit.keep_for_days';
            arguments := ARRAY['7'];
            RETURN NEXT;
            arguments := '{}';
            for_each := 'STATEMENT';
            trigger_name := 'a_no_update'; timing := 'BEFORE UPDATE'; function_name := 'cs.refuse_change';
            RETURN NEXT;
        END IF;
        for_each := 'STATEMENT';
        trigger_name := 'a_fresh'; timing := 'BEFORE INSERT OR UPDATE OR DELETE'; function_name := 'cs.demand_fresh_reads';
        RETURN NEXT;
        IF v_table.name = ANY (c_append_only) THEN
            trigger_name := 'a_append_only'; timing := 'BEFORE UPDATE OR DELETE OR TRUNCATE';
            function_name := 'cs.refuse_change';
            RETURN NEXT;
        ELSE
            trigger_name := 'a_no_truncate'; timing := 'BEFORE TRUNCATE'; function_name := 'cs.refuse_delete';
            RETURN NEXT;
            IF v_table.name <> ALL (c_deletable || c_not_audited) THEN
                trigger_name := 'a_no_delete'; timing := 'BEFORE DELETE';
                RETURN NEXT;
            END IF;
        END IF;
    END LOOP;
    table_name := 'cs_adm.sign_in_attempt';
    for_each := 'ROW'; trigger_name := 'a_keep'; timing := 'BEFORE DELETE'; function_name := 'cs_audit.keep_for_days';
    arguments := ARRAY['90'];
    RETURN NEXT;
    -- Statement triggers of a partitioned table do not fire for a statement that names a partition: each has its own.
    for_each := 'STATEMENT';
    arguments := '{}';
    trigger_name := 'a_append_only'; timing := 'BEFORE UPDATE OR DELETE OR TRUNCATE'; function_name := 'cs.refuse_change';
    FOR table_name IN
        SELECT 'cs_audit.' || quote_ident(c.relname)
          FROM pg_class c
         WHERE c.oid IN ('cs_audit.log'::regclass, 'cs_audit.seal'::regclass, 'cs_audit.seal_member'::regclass,
                         'cs_audit.security_event'::regclass)
            OR c.oid IN (SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = 'cs_audit.log'::regclass)
         ORDER BY c.relname
    LOOP
        RETURN NEXT;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION cs_audit.expected_triggers IS
    'Generic triggers that every table must carry, each ENABLE ALWAYS; the verification compares with it';
GRANT EXECUTE ON FUNCTION cs_audit.expected_triggers TO cs_admin, cs_jobs;
