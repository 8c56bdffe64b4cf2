CREATE FUNCTION cs_adm.own_pin_recipe() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    -- Without the hash, by which alone a PIN is known again. The server knows no scrypt: the station computes it.
    SELECT regexp_replace(convert_from(b.pin_verifier, 'UTF8'), '\$[^$]*$', '')
      FROM cs.person_badge b JOIN cs.person p ON p.id = b.person_id
     WHERE p.login = session_user
$function$;
COMMENT ON FUNCTION cs_adm.own_pin_recipe IS
    'How the own PIN is hashed, scrypt$n$r$p$salt, for cs_adm.unlock_by_badge; null without a badge';
GRANT EXECUTE ON FUNCTION cs_adm.own_pin_recipe() TO cs_user;
