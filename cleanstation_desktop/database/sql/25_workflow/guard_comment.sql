CREATE FUNCTION cs.guard_comment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM cs.demand_build_of_order(NEW.order_id, NEW.build_id);
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_comment IS 'A remark about a build stands with the order of that build';
