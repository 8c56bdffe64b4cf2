"""The catalogue: items, aliases, imports."""
