CREATE FUNCTION cs_adm.people_facts(OUT person_id bigint, OUT last_seen timestamptz, OUT has_badge boolean) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM cs_adm.demand_admin();
    -- Sign-ins come from the server's log, which can be read late or not at all; what is open now is known in any case.
    RETURN QUERY
    SELECT p.id,
           greatest((SELECT max(a.at) FROM cs_adm.sign_in_attempt a WHERE a.login = p.login AND a.succeeded),
                    (SELECT max(CASE WHEN s.state = 'active' THEN clock_timestamp() ELSE s.state_change END)
                       FROM pg_stat_activity s WHERE s.datname = current_database() AND s.usename = p.login)),
           EXISTS (SELECT FROM cs.person_badge b WHERE b.person_id = p.id AND b.badge_sha256 IS NOT NULL)
      FROM cs.person p;
END
$function$;
COMMENT ON FUNCTION cs_adm.people_facts IS 'When each person was last seen, and whether he or she holds a badge; for administrators';
GRANT EXECUTE ON FUNCTION cs_adm.people_facts TO cs_admin;
