CREATE FUNCTION cs_audit.masked_row(p_row anyelement, p_blobs text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
AS $function$
DECLARE
    v_column text;
    v_digest text;
    v_blank jsonb := '{}';
    v_digests jsonb := '{}';
BEGIN
    IF p_blobs <> '' THEN
        FOREACH v_column IN ARRAY string_to_array(p_blobs, ',') LOOP
            EXECUTE format('SELECT encode(sha256(($1).%I), ''hex'')', v_column) INTO v_digest USING p_row;
            v_blank := v_blank || jsonb_build_object(v_column, NULL);
            IF v_digest IS NOT NULL THEN
                v_digests := v_digests || jsonb_build_object(v_column, jsonb_build_object('sha256', v_digest));
            END IF;
        END LOOP;
        -- Emptied before it becomes JSON: ten megabytes would become twenty of hexadecimal digits first.
        p_row := jsonb_populate_record(p_row, v_blank);
    END IF;
    RETURN to_jsonb(p_row) || v_digests;
END
$function$;
COMMENT ON FUNCTION cs_audit.masked_row IS 'Image of a row in which large contents stand as their SHA-256 only';
