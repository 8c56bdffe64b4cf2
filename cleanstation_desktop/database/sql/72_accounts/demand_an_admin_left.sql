CREATE FUNCTION cs_adm.demand_an_admin_left() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM cs.person p JOIN cs.person_role r ON r.person_id = p.id
                    WHERE r.role = 'cs_admin' AND r.state = 'GRANTED' AND p.state = 'ACTIVE' AND NOT p.break_glass)
    THEN
        RAISE EXCEPTION 'This is the last administrator.' USING ERRCODE = 'CS403', DETAIL = 'last_admin',
            HINT = 'Make somebody else an administrator first.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.demand_an_admin_left IS 'After a change: somebody must be left who can administer, the emergency account aside';
