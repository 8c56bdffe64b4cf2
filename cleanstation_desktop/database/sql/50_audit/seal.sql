CREATE FUNCTION cs_audit.seal(p_limit integer DEFAULT 50000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10s'
AS $function$
DECLARE
    -- How far the server's clock may be set back without a row being overlooked for a while.
    c_margin CONSTANT interval := '5 minutes';
    v_last cs_audit.seal;
    v_seal cs_audit.seal;
    v_last_row bigint;
    v_rows bigint[];
    v_leaves bytea[];
BEGIN
    IF p_limit NOT BETWEEN 1 AND 50000 THEN
        RAISE EXCEPTION 'A seal covers 1 to 50,000 rows.' USING ERRCODE = 'CS422', DETAIL = 'bad_limit', COLUMN = 'limit';
    END IF;
    -- One sealer at a time; writers and readers go on.
    LOCK TABLE cs_audit.seal IN SHARE UPDATE EXCLUSIVE MODE;
    SELECT * INTO v_last FROM cs_audit.seal s ORDER BY s.id DESC LIMIT 1;
    v_last_row := coalesce((SELECT max(m.log_id) FROM cs_audit.seal_member m), 0);
    -- A row that this search cannot see yet was written by a transaction still running now, or by a later one: so none of
    -- them is older than the oldest transaction. Taken before the search; ids and transaction numbers would not do, since
    -- both commit out of order and the latter start again after a restore.
    v_seal.at := clock_timestamp();
    SELECT least(v_seal.at, min(a.xact_start)) INTO v_seal.open_since
      FROM pg_stat_activity a WHERE a.datname = current_database() AND a.pid <> pg_backend_pid();
    IF NOT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
       OR EXISTS (SELECT FROM pg_prepared_xacts x WHERE x.database = current_database()) THEN
        v_seal.open_since := coalesce(v_last.open_since, '-infinity');
    END IF;
    SELECT array_agg(r.id ORDER BY r.id), array_agg(r.leaf ORDER BY r.id)
      INTO v_rows, v_leaves
      FROM (SELECT l.id, sha256('\x00'::bytea || l.hash) AS leaf
              FROM cs_audit.log l
             WHERE (l.at >= coalesce(v_last.open_since, '-infinity') - c_margin OR l.id > v_last_row)
               AND NOT EXISTS (SELECT FROM cs_audit.seal_member m WHERE m.log_id = l.id)
             ORDER BY l.id LIMIT p_limit) AS r;
    v_seal.row_count := coalesce(cardinality(v_rows), 0);
    IF v_seal.row_count = 0 THEN
        RETURN 0;
    END IF;
    IF v_seal.row_count = p_limit THEN
        v_seal.open_since := coalesce(v_last.open_since, '-infinity');  -- more is waiting
    END IF;
    v_seal.id := coalesce(v_last.id, 0) + 1;
    v_seal.previous_hash := coalesce(v_last.hash, sha256(''));
    v_seal.root := cs_audit.merkle_root(v_leaves);
    v_seal.hash := cs_audit.seal_hash(v_seal);
    INSERT INTO cs_audit.seal VALUES (v_seal.*);
    INSERT INTO cs_audit.seal_member (log_id, seal_id) SELECT r.id, v_seal.id FROM unnest(v_rows) AS r (id);
    RETURN v_seal.row_count;
END
$function$;
COMMENT ON FUNCTION cs_audit.seal IS
    'Seals audit rows that no seal covers yet, at most 50,000: Merkle root, chained hash; returns how many';
GRANT EXECUTE ON FUNCTION cs_audit.seal TO cs_jobs, cs_admin;
