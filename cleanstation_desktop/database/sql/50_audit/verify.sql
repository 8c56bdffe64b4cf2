CREATE FUNCTION cs_audit.verify(p_anchor bytea DEFAULT NULL) RETURNS TABLE (problem text, place text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_table text;
BEGIN
    RETURN QUERY SELECT * FROM cs_audit.verify_triggers();
    RETURN QUERY SELECT * FROM cs_audit.verify_roles();
    RETURN QUERY SELECT * FROM cs_audit.verify_seals(1, (SELECT max(s.id) FROM cs_audit.seal s));
    RETURN QUERY SELECT * FROM cs_audit.verify_unsealed();
    RETURN QUERY SELECT * FROM cs_audit.verify_anchor(p_anchor);
    FOR v_table IN SELECT e.table_name FROM cs_audit.expected_triggers() e WHERE e.trigger_name = 'z_audit' LOOP
        RETURN QUERY SELECT t.problem, t.place FROM cs_audit.verify_table(v_table) t WHERE t.problem IS NOT NULL;
    END LOOP;
    RETURN QUERY SELECT * FROM cs_audit.verify_signatures(1, (SELECT max(s.id) FROM cs.signature s));
END
$function$;
COMMENT ON FUNCTION cs_audit.verify IS
    'Everything that the database can say about itself; the client adds the comparison of the functions with their files';
GRANT EXECUTE ON FUNCTION cs_audit.verify TO cs_admin, cs_jobs;
