CREATE FUNCTION cs_adm.demand_person(p_person_id bigint, p_version integer DEFAULT NULL, p_hold boolean DEFAULT true)
RETURNS cs.person
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_person cs.person;
BEGIN
    PERFORM cs_adm.demand_admin();
    -- Changes of people wait for each other: two administrators must not take each other's role at the same moment. But not
    -- for writers: who replaces the own password writes here too, and could keep everybody from being disabled.
    LOCK TABLE cs.person_role IN SHARE UPDATE EXCLUSIVE MODE;
    IF p_hold THEN
        -- Not FOR UPDATE: every command in flight holds the key of its person, also that of the other administrator.
        PERFORM FROM cs.person p WHERE p.id = p_person_id FOR NO KEY UPDATE;
    END IF;
    SELECT * INTO v_person FROM cs.person p WHERE p.id = p_person_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no such person.' USING ERRCODE = 'CS404', DETAIL = 'no_such_person',
            HINT = 'Load the list of people again.';
    END IF;
    IF p_version IS NOT NULL AND v_person.version <> p_version THEN
        RAISE EXCEPTION 'Somebody else changed this person: the record is at version %.', v_person.version
            USING ERRCODE = 'CS409', DETAIL = 'stale_version', HINT = 'Load it again, compare, and repeat your change.';
    END IF;
    RETURN v_person;
END
$function$;
COMMENT ON FUNCTION cs_adm.demand_person IS
    'The person that an administrator changes, at the version that was seen, locked unless the sessions are ended first';
