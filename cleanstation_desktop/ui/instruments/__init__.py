"""The reference instruments of the end-of-line test."""
