CREATE FUNCTION cs_audit.verify_roles() RETURNS TABLE (problem text, place text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH business (name) AS (
        VALUES ('cs_coordinator'), ('cs_procurement'), ('cs_qc'), ('cs_assembler'), ('cs_service'), ('cs_admin')
    ), held AS (
        SELECT u.rolname::text AS login, g.rolname::text AS role
          FROM pg_auth_members m
          JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
         WHERE g.rolname IN (SELECT b.name FROM business b)
           AND (u.rolcanlogin OR EXISTS (SELECT FROM cs.person p WHERE p.login = u.rolname))
           AND (m.inherit_option OR m.set_option)  -- who may only hand a group out does not hold it
    ), granted AS (
        SELECT p.login, r.role FROM cs.person p JOIN cs.person_role r ON r.person_id = p.id WHERE r.state = 'GRANTED'
    ), foreign_groups AS (
        SELECT p.login, g.rolname::text AS role
          FROM cs.person p JOIN pg_roles u ON u.rolname = p.login
          JOIN pg_auth_members m ON m.member = u.oid JOIN pg_roles g ON g.oid = m.roleid
         WHERE g.rolname <> 'cs_person' AND g.rolname NOT IN (SELECT b.name FROM business b)
    )
    SELECT 'role_past_functions', h.login || ' holds ' || h.role
      FROM held h WHERE NOT EXISTS (SELECT FROM granted g WHERE g.login = h.login AND g.role = h.role)
       AND (EXISTS (SELECT FROM cs.person p WHERE p.login = h.login) OR NOT EXISTS (
            -- Persons of another database of this cluster are that database's affair.
            SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
             WHERE g.rolname = 'cs_person' AND u.rolname = h.login))
    UNION ALL
    SELECT 'role_lost', g.login || ' should hold ' || g.role
      FROM granted g WHERE NOT EXISTS (SELECT FROM held h WHERE h.login = g.login AND h.role = g.role)
    UNION ALL
    SELECT 'role_past_functions', f.login || ' holds ' || f.role FROM foreign_groups f
    UNION ALL
    SELECT 'login_too_powerful', p.login
      FROM cs.person p JOIN pg_roles u ON u.rolname = p.login
     WHERE u.rolsuper OR u.rolcreaterole OR u.rolcreatedb OR u.rolbypassrls OR u.rolreplication
    UNION ALL
    SELECT 'login_missing', p.login FROM cs.person p WHERE NOT EXISTS (SELECT FROM pg_roles u WHERE u.rolname = p.login)
    UNION ALL
    SELECT 'login_open', p.login || ' is disabled but may sign in'
      FROM cs.person p JOIN pg_roles u ON u.rolname = p.login
     WHERE p.state = 'DISABLED' AND (u.rolcanlogin OR u.rolvaliduntil IS NULL OR u.rolvaliduntil > now())
    UNION ALL
    SELECT 'login_shut', p.login || ' is active but may not sign in'
      FROM cs.person p JOIN pg_roles u ON u.rolname = p.login
     WHERE p.state = 'ACTIVE' AND NOT u.rolcanlogin
$function$;
COMMENT ON FUNCTION cs_audit.verify_roles IS
    'Compares the logins and their groups with what the people functions recorded';
GRANT EXECUTE ON FUNCTION cs_audit.verify_roles TO cs_admin, cs_jobs;
