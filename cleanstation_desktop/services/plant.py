"""What all services ask of the plant: its day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, func, select


def plant_today(connection: Connection) -> dt.date:
    """Today in the plant's zone, by the server's clock: want dates lie after it, shipping dates do not."""
    today: dt.date = connection.execute(select(func.cs.plant_today())).scalar_one()
    return today
