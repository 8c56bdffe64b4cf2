CREATE FUNCTION cs.refuse_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    RAISE EXCEPTION 'Rows of % can only be added.', TG_TABLE_NAME
        USING ERRCODE = 'CS451', DETAIL = 'append_only', HINT = 'Add a new row that corrects the old one.';
END
$function$;
COMMENT ON FUNCTION cs.refuse_change IS 'Append-only: refuses UPDATE, DELETE and TRUNCATE for everybody, the owner included';
