CREATE FUNCTION cs_audit.latest_seal(OUT id bigint, OUT at timestamptz, OUT hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT s.id, s.at, s.hash FROM cs_audit.seal s ORDER BY s.id DESC LIMIT 1
$function$;
COMMENT ON FUNCTION cs_audit.latest_seal IS 'The newest seal, printed on signed sheets as an anchor outside the database';
GRANT EXECUTE ON FUNCTION cs_audit.latest_seal TO cs_user, cs_jobs;
