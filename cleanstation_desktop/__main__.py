"""`python -m cleanstation_desktop` does the same as the command `cleanstation`."""

from __future__ import annotations

from cleanstation_desktop.cli import main

if __name__ == "__main__":
    main()
