"""The checklist: a controlled form filled in by touch, answer by answer, and signed (DOMAIN §6)."""
