CREATE FUNCTION cs_adm.unlock_person(p_person_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person := cs_adm.demand_person(p_person_id);
BEGIN
    IF v_person.locked_until IS NULL THEN
        RETURN;
    END IF;
    PERFORM cs_adm.role_set_access(v_person.login, 'OPEN');
    UPDATE cs.person p SET locked_until = NULL, version = p.version + 1 WHERE p.id = v_person.id;
    PERFORM cs_audit.add_event('UNLOCKED', 'INFO', v_person.login, format('Unlocked early by %s.', session_user), 'FUNCTION', NULL,
                               current_setting('cs.station', true), inet_client_addr());
END
$function$;
COMMENT ON FUNCTION cs_adm.unlock_person IS 'Ends a lockout before its time';
GRANT EXECUTE ON FUNCTION cs_adm.unlock_person TO cs_admin;
