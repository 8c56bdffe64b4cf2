CREATE FUNCTION cs_adm.demand_other(p_person cs.person) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF p_person.login = session_user THEN
        RAISE EXCEPTION 'Nobody may do this to himself or herself.' USING ERRCODE = 'CS403', DETAIL = 'own_account',
            HINT = 'Ask another administrator.';
    END IF;
    IF p_person.break_glass THEN
        RAISE EXCEPTION 'The emergency account stays as it is.' USING ERRCODE = 'CS403', DETAIL = 'break_glass',
            HINT = 'Its password can be reset, and is then sealed again; nothing else.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.demand_other IS 'Refuses changes of one''s own account and of the emergency account';
