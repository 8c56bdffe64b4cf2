"""Settings that hold for the whole plant."""
