"""Orders: the list of a million builds, one order, and the panels that orders and builds share."""
