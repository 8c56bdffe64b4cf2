-- The generic triggers of every table, by the list in cs_audit.expected_triggers, so that a new table cannot be forgotten.
SELECT cs_audit.attach_triggers();
