CREATE FUNCTION cs.feed_position() RETURNS xid8
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT pg_snapshot_xmin(pg_current_snapshot())
$function$;
COMMENT ON FUNCTION cs.feed_position IS
    'Where a station that has just loaded everything begins to follow; one that stands beyond it loads everything again '
    '(the server was restored)';
GRANT EXECUTE ON FUNCTION cs.feed_position TO cs_user;
