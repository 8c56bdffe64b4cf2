CREATE FUNCTION cs_adm.station_of(p_application text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
    -- The server keeps 63 characters: the name of a feed leaves 45 to the station, and all its connections are one.
    SELECT CASE WHEN p_application LIKE 'cleanstation%/%' THEN left(split_part(p_application, '/', 2), 45)
                ELSE p_application END
$function$;
COMMENT ON FUNCTION cs_adm.station_of IS
    'The station that a connection tells in its application name; of other programs that name itself';
