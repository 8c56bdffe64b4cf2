"""Input for gloves and scanners: scan-to-open, on-screen keyboard, number pad, idleness, caps lock."""
