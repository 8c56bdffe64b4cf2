"""Nonconformances: their list, and one with its decision, verification and closing (DOMAIN §1, §3)."""
