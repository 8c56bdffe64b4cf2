"""Reads a list of builds for its model: the first rows at once, then all ids, and rows where they are looked at.

While somebody types, only the newest question is answered; the ids, a second's work for a million builds, are asked for
when the typing has stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from cleanstation_desktop.services import build_browsing, order_browsing
from cleanstation_desktop.services.builds import list_assignees
from cleanstation_desktop.services.saved_views import SavedView
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.orders.view import ListView
from cleanstation_desktop.ui.orders.views_menu import read_views
from cleanstation_desktop.ui.screen import Screen

FIRST_PAGE = 100
FIRST_ORDERS = 40
"""Orders of a first page: each brings its builds along."""
_QUIET_MS = 350
# A busy shop changes something all the time; the whole list is not asked for more often than that.
_AGAIN_MS = 3_000


@dataclass(frozen=True)
class FirstPage:
    """What a list begins with. Parameters: whole, there are no other lines; else the ids tell how many there are."""

    view: ListView
    rows: Sequence[Any]
    whole: bool


@dataclass(frozen=True)
class Offers:
    """What can be chosen beside it. Parameters: assignees, keys and names of those who have claimed a build."""

    views: Sequence[SavedView]
    assignees: Sequence[tuple[int, str]]


class ListReading(QObject):
    """Parameters: screen, that reads; began, gets a FirstPage; listed and filled, get the view and its ids or rows."""

    def __init__(
        self,
        screen: Screen,
        began: Callable[[FirstPage], None],
        listed: Callable[[ListView, bytes], None],
        filled: Callable[[ListView, Sequence[Any]], None],
    ) -> None:
        super().__init__(screen)
        self._screen = screen
        self._session = screen.client.session
        self._began, self._listed, self._filled = began, listed, filled
        self._view = ListView()
        self._asked = False
        self._wanted_again = False
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(self._ask_ids)
        screen.client.closing.connect(self._quiet.stop)

    def begin(self, view: ListView) -> None:
        """Read another list."""
        self._view = view
        self._quiet.stop()
        session = self._session
        self._screen.read(lambda: first_page(session, view), self._show_first)

    def read_offers(self, done: Callable[[Offers], None]) -> None:
        """Read what can be chosen beside the list."""
        session = self._session

        def work() -> Offers:
            # One after the other: a connection of its own would be made for a third question.
            return Offers(read_views(session), list_assignees(session))

        self._screen.read(work, done, key="offers", blank=False)

    def refresh(self, view: ListView) -> None:
        """Read the whole of the same list again, soon."""
        self._view = view
        if not self._quiet.isActive():
            self._quiet.start(_AGAIN_MS)

    def fill(self, view: ListView, keys: Sequence[int]) -> None:
        """Read rows by their keys."""
        session = self._session
        filled = partial(self._filled, view)
        self._screen.read(lambda: read_rows(session, view, keys), filled, key="window", blank=False)

    def _show_first(self, page: FirstPage) -> None:
        self._began(page)
        if not page.whole:
            self._quiet.start(_QUIET_MS)

    def _ask_ids(self) -> None:
        # The server goes on with a question that nobody waits for: one at a time.
        if self._asked:
            self._wanted_again = True
            return
        self._asked, view, session = True, self._view, self._session
        self._screen.client.runner.run(
            self, lambda: read_ids(session, view), lambda ids: self._show(view, ids), self._failed
        )

    def _show(self, view: ListView, ids: bytes) -> None:
        self._asked = False
        if view == self._view:
            self._listed(view, ids)
        self._go_on()

    def _failed(self, _error: Exception) -> None:
        # The page that is shown stays; the screen's own reading tells what is wrong with the connection.
        self._asked = False
        self._go_on()

    def _go_on(self) -> None:
        if self._wanted_again:
            self._wanted_again = False
            self._quiet.start(_QUIET_MS)


def first_page(session: Session, view: ListView) -> FirstPage:
    """The first rows of a list. Errors: Refused."""
    rows: Sequence[Any]
    if view.grouped:
        size = FIRST_ORDERS
        rows = order_browsing.browse_orders(session, view.wanted, view.order_sort, size=size)
    else:
        size = FIRST_PAGE
        rows = build_browsing.browse_builds(session, view.wanted, view.sort, size=size)
    return FirstPage(view, rows, whole=len(rows) < size)


def read_ids(session: Session, view: ListView) -> bytes:
    """Ids of all lines. Errors: Refused."""
    if view.grouped:
        return order_browsing.order_ids(session, view.wanted, view.order_sort)
    return build_browsing.build_ids(session, view.wanted, view.sort)


def read_rows(session: Session, view: ListView, keys: Sequence[int]) -> Sequence[Any]:
    """Lines by their keys. Errors: Refused."""
    if view.grouped:
        return order_browsing.orders_by_ids(session, keys, view.wanted)
    return build_browsing.builds_by_ids(session, keys)
