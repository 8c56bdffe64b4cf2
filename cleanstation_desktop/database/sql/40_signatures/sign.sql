CREATE FUNCTION cs.sign(p_meaning text, p_subjects jsonb, p_comment text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    c_longest CONSTANT interval := '60 s';
    v_authenticated timestamptz;
    v_person cs.person;
    v_signature bigint;
    v_subject record;
    v_image jsonb;
    v_bytes bytea;
BEGIN
    -- A fresh connection proves that the password was typed for this signature (21 CFR 11.200).
    SELECT s.backend_start INTO v_authenticated FROM pg_stat_get_activity(pg_backend_pid()) s;
    -- Neither before now nor after it: when the server's clock was set back, old sessions seem to begin in the future.
    IF coalesce(clock_timestamp() - v_authenticated NOT BETWEEN interval '0' AND c_longest, true) THEN
        RAISE EXCEPTION 'The password was typed too long ago.'
            USING ERRCODE = 'CS401', DETAIL = 'reauthenticate', HINT = 'Type your own password again to sign.';
    END IF;
    SELECT * INTO v_person FROM cs.person p
     WHERE p.login = session_user AND p.state = 'ACTIVE' AND NOT p.must_change_password;
    IF v_person.id IS NULL THEN
        RAISE EXCEPTION 'Only a person in good standing signs.' USING ERRCODE = 'CS403', DETAIL = 'no_person';
    END IF;
    IF jsonb_typeof(p_subjects) IS DISTINCT FROM 'array'
       OR (CASE jsonb_typeof(p_subjects) WHEN 'array' THEN jsonb_array_length(p_subjects) END) NOT BETWEEN 1 AND 50 THEN
        RAISE EXCEPTION 'Name 1 to 50 records to sign.' USING ERRCODE = 'CS422', DETAIL = 'no_subject', COLUMN = 'subjects';
    END IF;
    INSERT INTO cs.signature (meaning, signer_id, printed_name, comment, signed_at, authenticated_at, station)
    VALUES (p_meaning, v_person.id, v_person.full_name, coalesce(p_comment, ''), clock_timestamp(), v_authenticated,
            left(coalesce(current_setting('cs.station', true), ''), 200))
    RETURNING id INTO v_signature;
    FOR v_subject IN
        SELECT s.kind, s.id, s.version FROM jsonb_to_recordset(p_subjects) AS s (kind text, id bigint, version integer)
         ORDER BY s.kind, s.id
    LOOP
        PERFORM cs.lock_record(v_subject.kind, v_subject.id, v_subject.version);
        PERFORM cs.demand_may_sign(p_meaning, v_subject.kind, v_subject.id);
        v_image := cs.record_image(v_subject.kind, v_subject.id);
        v_bytes := convert_to(v_image::text, 'UTF8');
        INSERT INTO cs.signature_subject (signature_id, record_kind, record_id, record_version, format, image, sha256)
        VALUES (v_signature, v_subject.kind, v_subject.id, v_subject.version, 1, v_bytes, sha256(v_bytes));
        PERFORM cs.apply_signature(p_meaning, v_subject.kind, v_subject.id, v_signature);
    END LOOP;
    IF (SELECT count(DISTINCT cs.order_of_record(u.record_kind, u.record_id))
          FROM cs.signature_subject u WHERE u.signature_id = v_signature) <> 1 THEN
        RAISE EXCEPTION 'One signature covers records of one order.'
            USING ERRCODE = 'CS422', DETAIL = 'several_orders', COLUMN = 'subjects';
    END IF;
    RETURN v_signature;
END
$function$;
COMMENT ON FUNCTION cs.sign IS
    'Signs records [{"kind","id","version"}] of one order: demands a session younger than 60 s, keeps the exact bytes and '
    'their SHA-256, and carries out what the signature means, all in the caller''s transaction (21 CFR 11.50, 11.70, 11.200)';
