"""Enrolling this station: the first page that a new PC shows."""
