CREATE FUNCTION cs_adm.end_left_claims() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_left record;
    v_people integer := 0;
BEGIN
    FOR v_left IN
        SELECT p.id, p.state FROM cs.person p
         WHERE (p.state = 'DISABLED'
                OR NOT EXISTS (SELECT FROM cs.person_role r WHERE r.person_id = p.id AND r.role = 'cs_assembler'))
           AND EXISTS (SELECT FROM cs.assembly_claim c WHERE c.person_id = p.id AND c.ended_at IS NULL)
         ORDER BY p.id
    LOOP
        PERFORM cs_adm.end_claims(v_left.id, CASE v_left.state WHEN 'DISABLED' THEN 'The person was disabled.'
                                                               ELSE 'The person is no assembler any more.' END);
        v_people := v_people + 1;
    END LOOP;
    RETURN v_people;
END
$function$;
COMMENT ON FUNCTION cs_adm.end_left_claims IS
    'Ends the claims of people who work on no build any more: of those who left before claims ended with that, or past the '
    'functions; returns how many people';
GRANT EXECUTE ON FUNCTION cs_adm.end_left_claims TO cs_jobs;
