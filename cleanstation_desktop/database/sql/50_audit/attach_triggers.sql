CREATE FUNCTION cs_audit.attach_triggers(p_table text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
-- Names sort in the order in which they must fire: a_ stamps and versions, m_ rules of one table, z_ audit.
DECLARE
    v_trigger record;
BEGIN
    FOR v_trigger IN
        SELECT e.*, (SELECT coalesce(string_agg(quote_literal(a.value), ', ' ORDER BY a.place), '')
                       FROM unnest(e.arguments) WITH ORDINALITY AS a (value, place)) AS quoted
          FROM cs_audit.expected_triggers() e
         WHERE p_table IS NULL OR e.table_name = p_table
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %s FOR EACH %s EXECUTE FUNCTION %s(%s)', v_trigger.trigger_name,
                       v_trigger.timing, v_trigger.table_name, v_trigger.for_each, v_trigger.function_name, v_trigger.quoted);
        -- Also for sessions that say they replicate.
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', v_trigger.table_name, v_trigger.trigger_name);
    END LOOP;
END
$function$;
COMMENT ON FUNCTION cs_audit.attach_triggers IS 'Attaches the generic triggers to one table, or to all';
