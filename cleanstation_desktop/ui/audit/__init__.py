"""The audit: what was changed by whom, and the proof that nobody edited it."""
