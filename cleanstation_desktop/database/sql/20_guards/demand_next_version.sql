CREATE FUNCTION cs.demand_next_version() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF NEW.version IS DISTINCT FROM OLD.version + 1 THEN
        RAISE EXCEPTION 'Somebody else changed this record: it is at version %.', OLD.version
            USING ERRCODE = 'CS409', DETAIL = 'stale_version', TABLE = TG_TABLE_NAME,
                  HINT = 'Load it again, compare, and repeat your change.';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.demand_next_version IS
    'Optimistic lock: refuses blind and stale updates alike (DESIGN §4)';
