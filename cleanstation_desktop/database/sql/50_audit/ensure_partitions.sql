CREATE FUNCTION cs_audit.ensure_partitions(p_months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET lock_timeout = '3s'
AS $function$
DECLARE
    v_month timestamptz;
    v_name text;
    v_made integer := 0;
BEGIN
    IF to_regclass('cs_audit.log_default') IS NULL THEN
        -- Takes what no month takes, so that a write can never fail for lack of a partition.
        CREATE TABLE cs_audit.log_default PARTITION OF cs_audit.log DEFAULT;
        PERFORM cs_audit.attach_triggers('cs_audit.log_default');
    END IF;
    FOR v_month IN
        SELECT m FROM generate_series(date_trunc('month', now()), date_trunc('month', now()) + make_interval(months => p_months),
                                      interval '1 month') AS m
    LOOP
        v_name := 'log_' || to_char(v_month, 'YYYY_MM');
        IF to_regclass('cs_audit.' || v_name) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE TABLE cs_audit.%I (LIKE cs_audit.log INCLUDING ALL EXCLUDING IDENTITY)', v_name);
                -- ATTACH lets readers and writers of the log go on; CREATE … PARTITION OF would shut them out.
                EXECUTE format('ALTER TABLE cs_audit.log ATTACH PARTITION cs_audit.%I FOR VALUES FROM (%L) TO (%L)',
                               v_name, v_month, v_month + interval '1 month');
                PERFORM cs_audit.attach_triggers('cs_audit.' || v_name);
                v_made := v_made + 1;
            EXCEPTION WHEN check_violation THEN
                -- Rows of that month lie in the default partition already; there they stay, sealed like all others.
                NULL;
            END;
        END IF;
    END LOOP;
    RETURN v_made;
END
$function$;
COMMENT ON FUNCTION cs_audit.ensure_partitions IS
    'Makes the audit log''s partitions of this month and of so many months ahead; returns how many it made';
GRANT EXECUTE ON FUNCTION cs_audit.ensure_partitions TO cs_jobs;
