CREATE FUNCTION cs_audit.verify_triggers() RETURNS TABLE (problem text, place text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH found AS (
        SELECT format('%s.%I', n.nspname, c.relname) AS table_name, t.tgname::text AS trigger_name, t.tgenabled AS enabled,
               CASE WHEN t.tgtype & 2 <> 0 THEN 'BEFORE ' WHEN t.tgtype & 64 <> 0 THEN 'INSTEAD OF ' ELSE 'AFTER ' END
               || concat_ws(' OR ', CASE WHEN t.tgtype & 4 <> 0 THEN 'INSERT' END, CASE WHEN t.tgtype & 16 <> 0 THEN 'UPDATE' END,
                            CASE WHEN t.tgtype & 8 <> 0 THEN 'DELETE' END, CASE WHEN t.tgtype & 32 <> 0 THEN 'TRUNCATE' END)
               || CASE WHEN t.tgattr <> '' THEN ' OF columns' ELSE '' END || CASE WHEN t.tgqual IS NOT NULL THEN ' WHEN' ELSE '' END
               AS timing,
               CASE WHEN t.tgtype & 1 <> 0 THEN 'ROW' ELSE 'STATEMENT' END AS for_each,
               format('%s.%s', fn.nspname, f.proname) AS function_name,
               -- Arguments end in a zero byte each.
               CASE WHEN t.tgnargs = 0 THEN '{}'
                    ELSE (string_to_array(encode(t.tgargs, 'escape'), '\000'))[1:t.tgnargs] END AS arguments
          FROM pg_trigger t
          JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_namespace fn ON fn.oid = f.pronamespace
         WHERE NOT t.tgisinternal AND n.nspname IN ('cs', 'cs_audit', 'cs_adm')
    )
    SELECT CASE WHEN f.trigger_name IS NULL THEN 'trigger_missing'
                WHEN f.enabled <> 'A' THEN 'trigger_disabled'
                ELSE 'trigger_changed' END,
           e.trigger_name || ' on ' || e.table_name
      FROM cs_audit.expected_triggers() e
      LEFT JOIN found f ON f.table_name = e.table_name AND f.trigger_name = e.trigger_name
     WHERE f.trigger_name IS NULL OR f.enabled <> 'A'
        OR (f.timing, f.for_each, f.function_name, f.arguments)
           IS DISTINCT FROM (e.timing, e.for_each, e.function_name, e.arguments)
$function$;
COMMENT ON FUNCTION cs_audit.verify_triggers IS
    'Compares the generic triggers with the list of what must be there: missing, disabled or changed ones';
GRANT EXECUTE ON FUNCTION cs_audit.verify_triggers TO cs_admin, cs_jobs;
