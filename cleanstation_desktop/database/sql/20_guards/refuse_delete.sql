CREATE FUNCTION cs.refuse_delete() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    RAISE EXCEPTION 'Rows of % are never deleted.', TG_TABLE_NAME
        USING ERRCODE = 'CS451', DETAIL = 'no_delete', HINT = 'Close, withdraw or cancel the record instead.';
END
$function$;
COMMENT ON FUNCTION cs.refuse_delete IS 'Business records stay: refuses DELETE and TRUNCATE for everybody';
