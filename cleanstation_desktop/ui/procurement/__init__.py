"""The page of procurement."""
