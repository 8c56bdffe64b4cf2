CREATE FUNCTION cs.excess(p_item bigint, OUT outcome text, OUT below numeric, OUT above numeric)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- A limit that is not set is not exceeded: greatest() leaves nulls out.
    SELECT r.outcome, greatest(r.minimum - r.value, 0), greatest(r.value - r.maximum, 0)
      FROM cs.reading r WHERE r.inspection_item_id = p_item ORDER BY r.id DESC LIMIT 1
$function$;
COMMENT ON FUNCTION cs.excess IS 'How far the last reading of an item lay outside its limits, in its unit';
