"""What the page of an order knows: read in one go, off the UI thread."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cleanstation_desktop.domain.workflow import FINAL, BuildStatus
from cleanstation_desktop.services import order_browsing, order_lists
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.builds import configurations_of
from cleanstation_desktop.services.order_lists import OrderDetail
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen


@dataclass(frozen=True)
class OrderFacts:
    """An order as its page shows it. Parameters: rows, its builds as in lists; configurations, by key of the build."""

    order: OrderDetail
    rows: tuple[BuildListRow, ...]
    configurations: dict[int, dict[str, Any]]
    today: dt.date

    @property
    def seen(self) -> Seen:
        """The order at the version that is shown."""
        return Seen(self.order.head.id, self.order.head.version)

    @property
    def numbers(self) -> dict[int, str]:
        """Build numbers by key."""
        return {row.id: row.build_number for row in self.rows}

    @property
    def open_rows(self) -> tuple[BuildListRow, ...]:
        """Builds that are neither shipped nor cancelled."""
        return tuple(row for row in self.rows if row.status not in FINAL)

    @property
    def correctable(self) -> bool:
        """Whether no build went on to procurement's work yet: before approval everything is corrected (DOMAIN §2)."""
        return bool(self.open_rows) and all(
            row.status is BuildStatus.ORDER_CREATED and row.bom_state != "APPROVED" for row in self.open_rows
        )


def read_facts(session: Session, order_id: int) -> OrderFacts:
    """Read an order. Errors: NotFound, Refused."""
    with session.snapshot():
        order = order_lists.read_order(session, order_id)
        groups = order_browsing.orders_by_ids(session, [order_id])
        rows = groups[0].builds if groups else ()
        return OrderFacts(order, rows, configurations_of(session, order_id), read_today(session))
