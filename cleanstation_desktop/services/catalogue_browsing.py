"""The items of the catalogue as the admin looks them up, also those that the last import withdrew."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from cleanstation_desktop.database.catalogue import category, item
from cleanstation_desktop.services.paging import FIRST_PAGE, Page, like_anywhere
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class CatalogueItem:
    """An item. Parameters: kind, assembly or part; type, as exported; state, ACTIVE or WITHDRAWN; service_orderable,
    whether the service department may order it; service_switched, whether the admin decided that."""

    number: str
    name: str
    kind: str
    type: str
    category: str | None
    state: str
    service_orderable: bool
    service_switched: bool
    version: int


def browse_items(
    session: Session,
    *,
    search: str = "",
    category_code: str | None = None,
    for_service: bool = False,
    page: Page[str] = FIRST_PAGE,
) -> tuple[CatalogueItem, ...]:
    """Items by number.

    Parameters: search, a piece of number or name; category_code, of one category; for_service, only what the service
    department may order; page, after which number and how many.
    """
    c = item.c
    wanted = (
        select(
            c.number,
            c.name,
            c.kind,
            c.type,
            c.category_code,
            c.state,
            c.service_orderable,
            c.service_switched,
            c.version,
        )
        .order_by(c.number)
        .limit(page.size)
    )
    if page.after is not None:
        wanted = wanted.where(c.number > page.after)
    if category_code is not None:
        wanted = wanted.where(c.category_code == category_code)
    if for_service:
        wanted = wanted.where(c.service_orderable, c.state == "ACTIVE")
    if search.strip():
        wanted = wanted.where(or_(like_anywhere(c.number, search), like_anywhere(c.name, search)))
    with session.read() as connection:
        return tuple(CatalogueItem(*row) for row in connection.execute(wanted))


def list_categories(session: Session) -> tuple[tuple[str, str], ...]:
    """Code and name of every category in use, by code."""
    wanted = select(category.c.code, category.c.name).where(category.c.state == "ACTIVE").order_by(category.c.code)
    with session.read() as connection:
        return tuple((row.code, row.name) for row in connection.execute(wanted))
