"""What the service department may order: parts and kits of the catalogue (DOMAIN §5, §7)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from cleanstation_desktop.database.catalogue import item
from cleanstation_desktop.services.paging import FIRST_PAGE, Page, like_anywhere
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class OrderableItem:
    """A part or kit that the service department may request."""

    number: str
    name: str
    category: str | None
    subcategory: str | None
    is_kit: bool


def browse(
    session: Session, *, search: str = "", category: str | None = None, page: Page[str] = FIRST_PAGE
) -> tuple[OrderableItem, ...]:
    """Parts and kits that can be ordered for service, by number.

    Parameters: search, a piece of number or name; category, code; page, after which number and how many.
    """
    wanted = (
        select(item.c.number, item.c.name, item.c.category_code, item.c.subcategory_code, item.c.is_kit)
        .where(item.c.service_orderable, item.c.state == "ACTIVE")
        .order_by(item.c.number)
        .limit(page.size)
    )
    if page.after is not None:
        wanted = wanted.where(item.c.number > page.after)
    if category is not None:
        wanted = wanted.where(item.c.category_code == category)
    if search.strip():
        wanted = wanted.where(or_(like_anywhere(item.c.number, search), like_anywhere(item.c.name, search)))
    with session.read() as connection:
        return tuple(OrderableItem(*row) for row in connection.execute(wanted))
