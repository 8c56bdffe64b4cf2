CREATE FUNCTION cs_audit.keep_for_days() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
-- Argument: days. The age of the row decides, not who asks and not a setting: the owner is refused like everybody.
BEGIN
    IF OLD.at >= clock_timestamp() - make_interval(days => TG_ARGV[0]::integer) THEN
        RAISE EXCEPTION 'Rows of % are kept for % days.', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'CS451', DETAIL = 'kept', HINT = 'Wait until they are older; the clean-up removes them then.';
    END IF;
    RETURN OLD;
END
$function$;
COMMENT ON FUNCTION cs_audit.keep_for_days IS 'Lets a row be deleted only when it is older than so many days';
