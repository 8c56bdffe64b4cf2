CREATE FUNCTION cs.follow_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- Where a move ended the claim, or ends the hold, that move's own notice tells of it.
    INSERT INTO cs.notification (role, kind, record, facts, at)
    SELECT 'cs_assembler', 'BUILD_UNCLAIMED', 'build:' || b.id,
           jsonb_build_object('build_number', b.build_number, 'status', b.status), now()
      FROM cs.build b
     WHERE b.id = NEW.build_id AND b.status IN ('IN_ASSEMBLY', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE')
       AND NOT EXISTS (SELECT FROM cs.assembly_claim c WHERE c.build_id = b.id AND c.ended_at IS NULL);
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.follow_claim IS
    'The last claim of a build that is assembled ended: the assemblers learn that somebody must take it over (DOMAIN §3)';
