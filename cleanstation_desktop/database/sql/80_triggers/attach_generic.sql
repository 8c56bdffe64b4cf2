-- Attaches the generic triggers to every business table by catalogue, so that a new table cannot be forgotten.
-- Names sort in the order in which they must fire: a_ stamps and versions, m_ rules of one table, z_ audit.
DO $attach$
DECLARE
    -- Rows that may only be added.
    c_append_only CONSTANT text[] := ARRAY['configuration', 'comment', 'bom_line', 'signature', 'signature_subject',
        'reading', 'serial_number', 'print_record', 'status_history', 'document_content', 'notification',
        'catalogue_import'];
    -- Rows that may be deleted by who may write them; the audit keeps their last image.
    c_deletable CONSTANT text[] := ARRAY['order_draft', 'item_component', 'item_alias', 'person_role',
        'notification_read'];
    -- Not audited: command and change_feed are records of changes themselves.
    c_not_audited CONSTANT text[] := ARRAY['command', 'change_feed'];
    c_normal_level CONSTANT text[] := ARRAY['order_draft', 'comment', 'notification', 'notification_read',
        'mail_outbox', 'station', 'print_record', 'category', 'subcategory', 'flag', 'order_progress'];
    v_table record;
    v_keys text;
    v_blobs text;
    v_level text;
BEGIN
    FOR v_table IN
        SELECT c.oid, c.relname, c.oid::regclass AS qualified
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'cs' AND c.relkind = 'r'
         ORDER BY c.relname
    LOOP
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = v_table.oid AND attname = 'created_by' AND NOT attisdropped) THEN
            EXECUTE format('CREATE TRIGGER a_stamp BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION cs.stamp_creation()',
                           v_table.qualified);
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER a_stamp', v_table.qualified);
        END IF;
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = v_table.oid AND attname = 'version' AND NOT attisdropped) THEN
            EXECUTE format('CREATE TRIGGER a_version BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION cs.demand_next_version()',
                           v_table.qualified);
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER a_version', v_table.qualified);
        END IF;
        IF v_table.relname = ANY (c_append_only) THEN
            EXECUTE format('CREATE TRIGGER a_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
                           'FOR EACH STATEMENT EXECUTE FUNCTION cs.refuse_change()', v_table.qualified);
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER a_append_only', v_table.qualified);
        ELSE
            EXECUTE format('CREATE TRIGGER a_no_truncate BEFORE TRUNCATE ON %s '
                           'FOR EACH STATEMENT EXECUTE FUNCTION cs.refuse_delete()', v_table.qualified);
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER a_no_truncate', v_table.qualified);
            IF v_table.relname <> ALL (c_deletable || c_not_audited) THEN
                EXECUTE format('CREATE TRIGGER a_no_delete BEFORE DELETE ON %s '
                               'FOR EACH STATEMENT EXECUTE FUNCTION cs.refuse_delete()', v_table.qualified);
                EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER a_no_delete', v_table.qualified);
            END IF;
        END IF;
        IF v_table.relname <> ALL (c_not_audited) THEN
            SELECT string_agg(a.attname, ',' ORDER BY array_position(i.indkey::smallint[], a.attnum))
              INTO v_keys
              FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
             WHERE i.indrelid = v_table.oid AND i.indisprimary;
            -- The bytes that were signed stay whole in the signature; only file contents are audited by hash.
            SELECT coalesce(string_agg(a.attname, ',' ORDER BY a.attnum), '') INTO v_blobs
              FROM pg_attribute a
             WHERE a.attrelid = v_table.oid AND a.atttypid = 'bytea'::regtype AND a.attname IN ('content', 'image')
               AND NOT a.attisdropped;
            v_level := CASE WHEN v_table.relname = ANY (c_normal_level) THEN 'NORMAL' ELSE 'HIGH' END;
            EXECUTE format('CREATE TRIGGER z_audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW '
                           'EXECUTE FUNCTION cs_audit.record_row(%L, %L, %L)', v_table.qualified, v_level, v_keys, v_blobs);
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER z_audit', v_table.qualified);
        END IF;
    END LOOP;
END
$attach$;
