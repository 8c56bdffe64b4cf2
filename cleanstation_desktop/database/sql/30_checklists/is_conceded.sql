CREATE FUNCTION cs.is_conceded(p_item bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT cs.concession_of(p_item) IS NOT NULL
$function$;
COMMENT ON FUNCTION cs.is_conceded IS 'Whether a signed concession accepts what was answered to an item (DOMAIN §1)';
