-- Cluster-wide roles, made once by a superuser or by a managed-style master (NOSUPERUSER CREATEROLE CREATEDB with
-- ADMIN on pg_read_all_stats and pg_signal_backend). Safe to run again.
DO $install$
DECLARE
    v_role text;
BEGIN
    -- cs_owner owns every table and function; nobody can sign in as it.
    IF to_regrole('cs_owner') IS NULL THEN
        CREATE ROLE cs_owner NOLOGIN;
    END IF;
    -- cs_useradmin owns the people functions and nothing else; PostgreSQL 16 lets it hand out only what it administers.
    IF to_regrole('cs_useradmin') IS NULL THEN
        CREATE ROLE cs_useradmin NOLOGIN CREATEROLE;
    END IF;
    -- cs_person: may connect and change the own password. cs_user: has done so, and reads what everybody reads.
    -- cs_reader: reads orders (everybody but the service department, DOMAIN §2). The others are the business roles.
    FOREACH v_role IN ARRAY ARRAY['cs_person', 'cs_user', 'cs_reader', 'cs_coordinator', 'cs_procurement', 'cs_qc',
                                  'cs_assembler', 'cs_service', 'cs_admin', 'cs_jobs'] LOOP
        IF to_regrole(v_role) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', v_role);
        END IF;
    END LOOP;
    -- The installer must be able to become both owners; a superuser can anyway.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT cs_owner, cs_useradmin TO %I WITH INHERIT FALSE, SET TRUE', current_user);
    END IF;
END
$install$;

GRANT cs_user TO cs_reader, cs_service;
GRANT cs_reader TO cs_coordinator, cs_procurement, cs_qc, cs_assembler, cs_admin;

-- The people functions hand out groups without holding the groups' rights themselves.
GRANT cs_person, cs_coordinator, cs_procurement, cs_qc, cs_assembler, cs_service, cs_admin
    TO cs_useradmin WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;

-- sign() reads its own backend_start, the people functions and jobs see and end sessions.
GRANT pg_read_all_stats TO cs_owner, cs_useradmin;
GRANT pg_signal_backend TO cs_useradmin;
