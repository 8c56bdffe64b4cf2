"""Orders of the demo whose want date has passed meanwhile: as time does it in a plant, and nobody can enter it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import URL

from cleanstation_desktop.database.engine import open_direct_engine
from cleanstation_desktop.database.failures import known_errors

# The guard of want dates, and the note that somebody changed one: here nobody did. The audit records it all the same.
_SWITCHED = ("m_guard", "n_note")


def let_pass(installer: URL, wanted: Mapping[int, dt.date]) -> None:
    """Put the want dates of orders on days that are over.

    Parameters: installer, the demo's database by the role that made it; wanted, day by key of the order.
    Errors: EnvironmentFault; LookupError, of a key that no order has.
    """
    engine = open_direct_engine(installer)
    try:
        with known_errors(), engine.begin() as connection:
            for trigger in _SWITCHED:
                connection.exec_driver_sql(f"ALTER TABLE cs.customer_order DISABLE TRIGGER {trigger}")
            connection.exec_driver_sql("SELECT set_config('cs.reason', 'Demo: the want date has passed.', true)")
            for order_id, day in wanted.items():
                changed = connection.exec_driver_sql(
                    "UPDATE cs.customer_order SET want_date = %s, version = version + 1 WHERE id = %s", (day, order_id)
                )
                if changed.rowcount != 1:
                    raise LookupError(f"there is no order {order_id}")
            for trigger in _SWITCHED:
                connection.exec_driver_sql(f"ALTER TABLE cs.customer_order ENABLE TRIGGER {trigger}")
    finally:
        engine.dispose()
