"""The day at the plant, which in the evening and at night is not that of UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")
"""Of the tests' plants, as a new database has it."""


def today() -> dt.date:
    """Today at the plant."""
    return dt.datetime.now(ZONE).date()
