"""The workstation PCs on the floor."""
