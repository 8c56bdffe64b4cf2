"""Order entry: the wizard of five steps and the drafts that wait to be taken up again (DOMAIN §4, §5)."""
