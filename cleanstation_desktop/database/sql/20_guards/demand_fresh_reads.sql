CREATE FUNCTION cs.demand_fresh_reads() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- A guard locks, and then looks: at any other level its look is as old as the transaction, whatever it has locked.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Nothing is changed by a transaction that reads an old state.'
            USING ERRCODE = 'CS403', DETAIL = 'old_reads', HINT = 'Begin it at the isolation level READ COMMITTED.';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.demand_fresh_reads IS
    'Refuses a change at an isolation level at which guards would judge by a state that is past';
