-- Run once in the new database by the installer; the database belongs to cs_owner.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SET ROLE cs_owner;
-- Without TEMP no person can make the temporary objects with which a definer function could be hijacked.
DO $install$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO cs_person, cs_jobs', current_database());
    -- A master without superuser comes back to upgrade.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), session_user);
    END IF;
    EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''60s''', current_database());
    EXECUTE format('ALTER DATABASE %I SET lock_timeout = ''10s''', current_database());
    EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''60s''', current_database());
    EXECUTE format('ALTER DATABASE %I SET timezone = ''UTC''', current_database());
END
$install$;
CREATE SCHEMA IF NOT EXISTS cs;
CREATE SCHEMA IF NOT EXISTS cs_audit;
CREATE SCHEMA IF NOT EXISTS cs_adm;
-- Trigrams, for searching anywhere in a text by an index; nobody has rights on the schema that it stands in.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON SCHEMA cs IS 'Orders, builds, BOMs, inspections and all else that people work with';
COMMENT ON SCHEMA cs_audit IS 'Audit log, seals and security events';
COMMENT ON SCHEMA cs_adm IS 'Administration of people; its functions belong to cs_useradmin';
GRANT USAGE ON SCHEMA cs, cs_audit TO cs_person, cs_user, cs_jobs;
GRANT USAGE ON SCHEMA cs_adm TO cs_person, cs_jobs, cs_useradmin;
GRANT USAGE ON SCHEMA cs, cs_audit TO cs_useradmin;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
RESET ROLE;
SET ROLE cs_useradmin;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
RESET ROLE;
