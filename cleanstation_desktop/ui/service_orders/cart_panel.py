"""The service department's cart: parts and kits by search, with quantities, sent as one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cleanstation_desktop.services import orderable_items, service_orders
from cleanstation_desktop.services.orderable_items import OrderableItem
from cleanstation_desktop.services.service_orders import MOST_LINES, QUANTITY, RequestedOrder
from cleanstation_desktop.ui.paging import Paging
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.widgets.controls import (
    button,
    card,
    clear,
    column,
    elided,
    icon_button,
    label,
    row,
    scrolled,
)
from cleanstation_desktop.ui.widgets.fields import Field, Form, count_edit, search_line, text_edit
from cleanstation_desktop.ui.widgets.pace import Pace
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_PAUSE_MS = 80


class CartPanel(QWidget):
    """Parameters: screen, that reads and writes; requested, called when a request was sent."""

    def __init__(self, screen: Screen, requested: Callable[[], None]) -> None:
        super().__init__()
        self._screen = screen
        self._requested = requested
        self.lines: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self.search = search_line(tr("Search parts and kits by number or name"))
        self._pace = Pace(self, _PAUSE_MS)
        self._pace.due.connect(self.load)
        self.search.textEdited.connect(lambda _text: self._pace.ask())
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Parts that can be ordered"), screen.client.preferences, "orderable")
        self.table.setModel(self.model)
        self.table.opened.connect(self.add)
        self._paging = Paging[OrderableItem, str](
            screen, self.table, lambda item: item.number, question="items", words=_count_words, shown=self._show
        )
        self.more = self._paging.more
        self._add = button(tr("Add to cart"), self._add_current, icon="add", tip=tr("Add the chosen part (Enter)"))
        self._cart: QVBoxLayout = column(spacing=6)
        self.note = text_edit(lines=3)
        self.form = Form([Field("note", tr("Note for procurement"), self.note, optional=True)])
        self.send = button(tr("Request"), self._send, look="primary", icon="service")
        left = column(row(self.search, self._add), self.table, row(self._paging.sum, self.more, None), spacing=12)
        holder = QWidget()
        holder.setLayout(column(self._cart, None, spacing=0))
        right = card(scrolled(holder), self.form.fields["note"], self.send, title=tr("Cart"))
        right.setFixedWidth(400)
        layout = row(left, right, spacing=18, margins=(0, 14, 0, 0))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._draw()

    def load(self) -> None:
        """Read the parts that the search finds."""
        session, words = self._screen.client.session, self.search.text()
        self._paging.read(words, lambda page: orderable_items.browse(session, search=words, page=page))

    def state(self) -> Mapping[str, Any]:
        """The cart as it stands."""
        return {"lines": dict(self.lines), "names": dict(self._names), "note": self.note.toPlainText()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take a cart over."""
        self.lines, self._names = dict(state["lines"]), dict(state["names"])
        self.note.setPlainText(state["note"])
        self._draw()

    def add(self, item: OrderableItem) -> None:
        """Put one more of a part into the cart."""
        if item.number not in self.lines and len(self.lines) >= MOST_LINES:
            self._screen.client.messages.info(tr("A request has at most {most} lines.", most=number(MOST_LINES)))
            return
        self.lines[item.number] = min(self.lines.get(item.number, 0) + 1, QUANTITY[1])
        self._names[item.number] = item.name
        self._draw()

    def _show(self) -> None:
        self._add.setEnabled(bool(self.model.rows))

    def _add_current(self) -> None:
        item = self.table.current_row()
        if item is not None:
            self.add(item)

    def _draw(self) -> None:
        clear(self._cart)
        self.send.setEnabled(bool(self.lines))
        if not self.lines:
            self._cart.addWidget(label(tr("The cart is empty. Choose a part and add it."), "muted", wrap=True))
        for item, quantity in self.lines.items():
            pieces = count_edit(*QUANTITY, quantity, tr("Quantity of {item}", item=item))
            pieces.valueChanged.connect(partial(self._set, item))
            remove = icon_button("delete", tr("Take {item} out of the cart", item=item), partial(self._remove, item))
            name = elided(self._names.get(item, ""), "small")
            texts = column(label(item, "h3", wrap=True), name, spacing=0)
            line = row(texts, pieces, remove)
            line.setStretch(0, 1)
            self._cart.addLayout(line)

    def _set(self, item: str, pieces: int) -> None:
        self.lines[item] = pieces

    def _remove(self, item: str) -> None:
        self.lines.pop(item, None)
        self._draw()

    def _send(self) -> None:
        session = self._screen.client.session
        lines = [{"item": item, "quantity": pieces} for item, pieces in self.lines.items()]
        note, sent = self.note.toPlainText(), dict(self.lines)
        self._screen.write(
            lambda command_id: service_orders.request_parts(session, lines, note=note, command_id=command_id),
            lambda made: self._sent(made, sent, note),
            button=self.send,
        )

    def _sent(self, made: RequestedOrder, sent: dict[str, int], note: str) -> None:
        # What was added while it was under way stays for the next request.
        self.lines = {item: pieces for item, pieces in self.lines.items() if sent.get(item) != pieces}
        if self.note.toPlainText() == note:
            self.note.clear()
        self._draw()
        self._screen.client.messages.success(tr("Request {number} went to procurement.", number=made.number))
        self._requested()


def _count_words(shown: int, whole: bool) -> str:
    count = counted(shown)
    return tr("{count} {count:part/parts}", count=count) if whole else tr("The first {count} parts", count=count)


def _columns() -> list[Column[OrderableItem]]:
    return [
        Column("number", tr("Part number"), 200, lambda item: item.number),
        Column("name", tr("Name"), 160, lambda item: item.name, fills=True),
        Column("kit", tr("Kind"), 90, lambda item: tr("Kit") if item.is_kit else tr("Part")),
    ]
