"""The first page: what waits for the person, by role."""
