CREATE FUNCTION cs_audit.definition_digest() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH ours AS (
        SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relacl
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         -- Partitions come and go by the month, and nobody is granted anything on them.
         WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') AND c.relkind IN ('r', 'p', 'v', 'S') AND NOT c.relispartition
    ), line AS (
        SELECT format('trigger %s %s', pg_get_triggerdef(t.oid), t.tgenabled) AS body
          FROM pg_trigger t JOIN ours o ON o.oid = t.tgrelid
         WHERE NOT t.tgisinternal
        UNION ALL
        SELECT format('policy %s.%s %s %s %s %s %s %s', p.schemaname, p.tablename, p.policyname, p.permissive, p.roles, p.cmd,
                      p.qual, p.with_check)
          FROM pg_policies p WHERE p.schemaname IN ('cs', 'cs_audit', 'cs_adm')
        UNION ALL
        SELECT format('grant %s %s %s %s', o.name, a.grantee::regrole, a.privilege_type, a.is_grantable)
          FROM ours o, aclexplode(o.relacl) a
        UNION ALL
        SELECT format('grant %s.%s %s %s %s', o.name, t.attname, a.grantee::regrole, a.privilege_type, a.is_grantable)
          FROM ours o JOIN pg_attribute t ON t.attrelid = o.oid, aclexplode(t.attacl) a
         WHERE NOT t.attisdropped
        UNION ALL
        SELECT format('grant %s %s %s %s', p.oid::regprocedure, a.grantee::regrole, a.privilege_type, a.is_grantable)
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(p.proacl) a
         WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm')
    )
    SELECT encode(sha256(convert_to(string_agg(l.body, E'\n' ORDER BY l.body COLLATE "C"), 'UTF8')), 'hex') FROM line l
$function$;
COMMENT ON FUNCTION cs_audit.definition_digest IS
    'Digest over the full text of triggers and policies and over every grant, to compare with the one kept at installation';
GRANT EXECUTE ON FUNCTION cs_audit.definition_digest TO cs_admin, cs_jobs;
