CREATE FUNCTION cs_adm.end_barred_sessions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
-- A lock ends no session by itself, and one that was opened just before it took effect outlives the first ending.
DECLARE
    v_login text;
    v_ended integer := 0;
BEGIN
    FOR v_login IN
        SELECT DISTINCT p.login FROM cs.person p JOIN pg_stat_activity a ON a.usename = p.login
         WHERE (p.state = 'DISABLED' OR p.locked_until > clock_timestamp()) AND NOT p.break_glass
    LOOP
        v_ended := v_ended + cs_adm.role_end_sessions(v_login);
    END LOOP;
    RETURN v_ended;
END
$function$;
COMMENT ON FUNCTION cs_adm.end_barred_sessions IS 'Ends open sessions of people who are disabled or locked out; returns how many';
GRANT EXECUTE ON FUNCTION cs_adm.end_barred_sessions TO cs_jobs;
