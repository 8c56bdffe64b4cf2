CREATE FUNCTION cs_adm.role_demand_verifier(p_verifier text) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- A clear-text password would be accepted by ALTER ROLE, and could stand in a log before it is.
    IF p_verifier IS NULL
       OR p_verifier !~ '^SCRAM-SHA-256\$[1-9][0-9]{3,6}:[A-Za-z0-9+/]{22,64}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$'
       OR substring(p_verifier FROM '\$([0-9]+):')::integer < 4096
    THEN
        RAISE EXCEPTION 'The password did not arrive as a SCRAM-SHA-256 verifier.'
            USING ERRCODE = 'CS422', DETAIL = 'no_verifier', COLUMN = 'password',
                  HINT = 'Let the client compute it; never send the password itself.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.role_demand_verifier IS 'Refuses anything but a SCRAM-SHA-256 verifier of 4,096 rounds or more';
