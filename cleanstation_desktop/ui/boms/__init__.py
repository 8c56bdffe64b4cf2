"""The bill of materials of a build: tree and totals, comparison, approval, where-used."""
