CREATE FUNCTION cs_adm.demand_admin() RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- The installer, who can become the owner anyway, makes the first people.
    IF NOT (pg_has_role(session_user, 'cs_admin', 'MEMBER') OR pg_has_role(session_user, 'cs_owner', 'MEMBER')) THEN
        RAISE EXCEPTION 'Only an administrator may do this.' USING ERRCODE = 'CS403', DETAIL = 'admin_only',
            HINT = 'Ask an administrator.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.demand_admin IS 'Refuses everybody but administrators and the installer';
