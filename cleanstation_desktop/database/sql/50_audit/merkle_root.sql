CREATE FUNCTION cs_audit.merkle_root(p_leaves bytea[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_level bytea[] := p_leaves;
    v_next bytea[];
    v_count integer := cardinality(p_leaves);
BEGIN
    IF coalesce(v_count, 0) = 0 THEN
        RETURN sha256('');
    END IF;
    WHILE v_count > 1 LOOP
        v_next := '{}';
        FOR v_place IN 1 .. v_count BY 2 LOOP
            -- Inner nodes begin with 01 and leaves with 00, so that none can stand for the other.
            v_next := v_next || CASE WHEN v_place < v_count THEN sha256('\x01'::bytea || v_level[v_place] || v_level[v_place + 1])
                                     ELSE v_level[v_place] END;
        END LOOP;
        v_level := v_next;
        v_count := cardinality(v_level);
    END LOOP;
    RETURN v_level[1];
END
$function$;
COMMENT ON FUNCTION cs_audit.merkle_root IS 'Root of the Merkle tree over leaves in the given order; a single one is its own root';
