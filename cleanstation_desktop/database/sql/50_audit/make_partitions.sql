-- Runs with the programs, so that the log has its partitions before the first audited write.
SELECT cs_audit.ensure_partitions(3);
