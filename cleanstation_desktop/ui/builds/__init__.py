"""One build: where it stands, what may be done, and everything that belongs to it."""
