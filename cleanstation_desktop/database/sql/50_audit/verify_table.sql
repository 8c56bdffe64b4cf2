CREATE FUNCTION cs_audit.verify_table(p_table text, OUT problem text, OUT place text, OUT checked bigint)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
AS $function$
-- Compares each live row with its last image. A row that was changed, removed or added with the triggers off differs.
-- Columns that a later migration added or removed are left out until the row is next written.
DECLARE
    v_trigger record;
    v_name text;
BEGIN
    SELECT * INTO v_trigger FROM cs_audit.expected_triggers() e
     WHERE e.table_name = p_table AND e.trigger_name = 'z_audit';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The table % is not audited.', p_table USING ERRCODE = 'CS422', DETAIL = 'not_audited', COLUMN = 'table';
    END IF;
    -- The audit leaves out the schema of the business tables.
    v_name := CASE WHEN p_table LIKE 'cs.%' THEN substr(p_table, 4) ELSE p_table END;
    RETURN QUERY EXECUTE format($query$
        WITH last AS MATERIALIZED (
            SELECT l.record, l.action, l.new_row
              FROM cs_audit.log l
              JOIN (SELECT max(i.id) AS id FROM cs_audit.log i WHERE i.table_name = $1 GROUP BY i.record) AS newest
                ON newest.id = l.id
             WHERE l.table_name = $1
        ), live AS MATERIALIZED (
            SELECT cs_audit.record_key(m.image, $2) AS record, m.image
              FROM %s AS t CROSS JOIN LATERAL (SELECT %s AS image) AS m
        ), differing AS (
            SELECT CASE
                     WHEN last.record IS NULL THEN 'live_row_never_logged'
                     WHEN last.action = 'DELETE' AND live.record IS NOT NULL THEN 'live_row_back_again'
                     WHEN last.action <> 'DELETE' AND live.record IS NULL THEN 'live_row_missing'
                     WHEN last.action <> 'DELETE' AND live.image <> last.new_row
                          AND EXISTS (SELECT FROM jsonb_each(live.image) AS now (name, value)
                                       WHERE last.new_row ? now.name AND now.value <> last.new_row -> now.name)
                     THEN 'live_row_changed'
                   END AS what, coalesce(live.record, last.record) AS record
              FROM live FULL JOIN last ON last.record = live.record
        )
        SELECT d.what, $1 || ' ' || d.record, NULL::bigint FROM differing d WHERE d.what IS NOT NULL
        UNION ALL
        SELECT NULL, NULL, count(*) FROM live
        $query$, v_trigger.table_name,
        CASE WHEN v_trigger.arguments[3] = '' THEN 'to_jsonb(t)'
             ELSE format('cs_audit.masked_row(t, %L)', v_trigger.arguments[3]) END)
    USING v_name, v_trigger.arguments[2];
END
$function$;
COMMENT ON FUNCTION cs_audit.verify_table IS
    'Compares the live rows of one audited table with their last audit images; its last row counts what was checked';
GRANT EXECUTE ON FUNCTION cs_audit.verify_table TO cs_admin, cs_jobs;
