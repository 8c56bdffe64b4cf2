-- The list of builds, by the function that keeps it in step with them.
SELECT cs.list_builds(array_agg(b.id ORDER BY b.id)) FROM cs.build b;
