CREATE FUNCTION cs.changes_since(
    p_transaction xid8, p_id bigint, p_limit integer DEFAULT 1000,
    OUT transaction xid8, OUT id bigint, OUT table_name text, OUT record text, OUT record_version integer
) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Ids commit out of order. Below the oldest running transaction nothing can be added any more, so a reader who goes on
    -- from the last row never misses one.
    SELECT f.transaction, f.id, f.table_name, f.record, f.record_version
      FROM cs.change_feed f
     WHERE (f.transaction, f.id) > (p_transaction, p_id)
       AND f.transaction < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY f.transaction, f.id
     LIMIT least(p_limit, 10000)
$function$;
COMMENT ON FUNCTION cs.changes_since IS
    'Change feed after a position, in transaction order; keys and versions only, no contents';
GRANT EXECUTE ON FUNCTION cs.changes_since TO cs_user;
