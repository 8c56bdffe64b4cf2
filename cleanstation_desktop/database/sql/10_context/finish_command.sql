CREATE FUNCTION cs.finish_command(p_id uuid, p_answer jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- Only in the transaction that began it: xmin is this transaction's id until it commits.
    UPDATE cs.command c SET answer = p_answer
     WHERE c.id = p_id AND c.answer IS NULL AND c.person_id = cs.current_person_id()
       AND c.xmin = pg_current_xact_id()::xid;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'This command was not begun here.' USING ERRCODE = 'CS410', DETAIL = 'command_not_begun';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs.finish_command IS 'Keeps what a command answered, in the transaction that began it';
