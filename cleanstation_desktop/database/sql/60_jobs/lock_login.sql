CREATE FUNCTION cs_adm.lock_login(p_login text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $function$
BEGIN
    PERFORM cs_adm.role_set_access(p_login, 'LOCKED');
    RETURN true;
-- The last is what the server says when it was let go, changed, while this waited.
EXCEPTION WHEN lock_not_available OR deadlock_detected OR internal_error THEN
    RETURN false;
END
$function$;
COMMENT ON FUNCTION cs_adm.lock_login IS
    'Shuts a login for a while; false when somebody holds it, in an administrator''s transaction that stays open, say';
