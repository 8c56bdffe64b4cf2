CREATE FUNCTION cs_audit.seal_hash(p_seal cs_audit.seal) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT sha256(p_seal.previous_hash || p_seal.root
                  || convert_to(concat_ws('|', p_seal.id, EXTRACT(EPOCH FROM p_seal.at), p_seal.row_count,
                                          EXTRACT(EPOCH FROM p_seal.open_since)), 'UTF8'))
$function$;
COMMENT ON FUNCTION cs_audit.seal_hash IS 'Hash of a seal: chained to the one before, over its root and its figures';
