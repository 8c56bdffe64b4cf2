-- No SET search_path on purpose: names are qualified, and without it the planner inlines the function into each write.
CREATE FUNCTION cs_audit.image(p_row cs_audit.log) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
AS $function$
    SELECT pg_catalog.convert_to(
        pg_catalog.jsonb_build_array(
            1, (p_row).id, EXTRACT(EPOCH FROM (p_row).at), (p_row).table_name, (p_row).record,
            (p_row).action, (p_row).level, (p_row).login, (p_row).station, pg_catalog.host((p_row).client),
            (p_row).command_id, (p_row).reason, (p_row).transaction::pg_catalog.text, (p_row).old_row, (p_row).new_row
        )::pg_catalog.text,
        'UTF8')
$function$;
COMMENT ON FUNCTION cs_audit.image IS
    'Canonical bytes of an audit row, format 1: a JSON array in fixed order; independent of session settings';
