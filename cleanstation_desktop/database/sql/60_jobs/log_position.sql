CREATE FUNCTION cs_adm.log_position(p_file text, OUT "position" bigint, OUT head_length integer, OUT head_sha256 bytea)
RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT l.position, l.head_length, l.head_sha256 FROM cs_adm.log_position l WHERE l.file_name = p_file
$function$;
COMMENT ON FUNCTION cs_adm.log_position IS 'How far a log file was read, and how to tell whether it is still the same one';
GRANT EXECUTE ON FUNCTION cs_adm.log_position TO cs_jobs;
