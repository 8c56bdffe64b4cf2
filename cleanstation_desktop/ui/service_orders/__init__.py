"""Service parts: the cart of the service department, and requests as procurement decides them (DOMAIN §7)."""
