"""Requests for service parts: the list, each with its lines and steps, and procurement's decision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QSpinBox, QSplitter, QVBoxLayout, QWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import service_orders
from cleanstation_desktop.services.service_orders import ServiceOrder
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.paging import Paging
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.service_orders.words import STATES, state_kind, state_words
from cleanstation_desktop.ui.text import counted, day_of, moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, clear, column, frame, label, row, scrolled
from cleanstation_desktop.ui.widgets.dialogs import ask_text, confirm
from cleanstation_desktop.ui.widgets.fields import choice, count_edit
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_MOST_PIECES = 999


class RequestPanel(QWidget):
    """Parameters: screen, that reads and writes."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self._client = screen.client
        self._decides = screen.client.holds(Role.PROCUREMENT_SPECIALIST)
        self._quantities: dict[str, QSpinBox] = {}
        self._typed: dict[int, dict[str, int]] = {}
        self._shown: ServiceOrder | None = None
        states = [(None, tr("All states")), *((state, state_words(state)) for state in STATES)]
        self.state_filter = choice(states, name=tr("State"))
        self.state_filter.currentIndexChanged.connect(lambda _index: self.load())
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Requests for service parts"), screen.client.preferences, "service-orders")
        self.table.setModel(self.model)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_current())
        self._paging = Paging[ServiceOrder, int](
            screen, self.table, lambda order: order.id, question="requests", words=self._count_words, shown=self._show
        )
        self.more = self._paging.more
        self._empty = label(tr("No request of this kind."), "muted")
        self._detail: QVBoxLayout = column(spacing=10)
        holder = QWidget()
        holder.setLayout(column(self._detail, None))
        left = QWidget()
        foot = row(self._paging.sum, self.more, None)
        left.setLayout(column(row(self.state_filter, None), self._empty, self.table, foot, spacing=12))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        detail = frame(column(scrolled(holder)), "card", margins=(18, 16, 12, 16))
        detail.setMinimumWidth(360)
        split.addWidget(detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        self.setLayout(column(split, margins=(0, 14, 0, 0)))

    def load(self) -> None:
        """Read the requests."""
        session, state, oldest = self._client.session, self.state_filter.currentData(), self._oldest_first
        own = not self._client.holds(Role.PROCUREMENT_SPECIALIST, Role.ADMIN)
        self._paging.read(
            state,
            lambda page: service_orders.list_service_orders(
                session, state=state, own_only=own, oldest_first=oldest, page=page
            ),
        )

    def unsaved(self) -> str:
        """Whether other quantities than those asked for were typed and not approved."""
        return tr("Changed quantities are not approved yet.") if self._typed else ""

    def state(self) -> Mapping[str, Any]:
        """The state that is looked for, the place in the list, and the quantities that were typed, by request."""
        return {
            "state": self.state_filter.currentData(),
            "list": self._paging.state(),
            "typed": {order_id: dict(typed) for order_id, typed in self._typed.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take them over."""
        with QSignalBlocker(self.state_filter):  # what is looked for is read by `load`
            self.state_filter.setCurrentIndex(max(0, self.state_filter.findData(state["state"])))
        self._paging.restore(state["list"])
        self._typed = {order_id: dict(typed) for order_id, typed in state.get("typed", {}).items()}

    def choose(self, order_id: int, state: str | None) -> None:
        """Begin with a request under the cursor, among those of a state."""
        self.restore({"state": state, "list": self._paging.state() | {"stand": Stand(order_id, order_id)}})

    @property
    def _oldest_first(self) -> bool:
        """Who decides begins with whoever has waited longest."""
        return self._decides and self.state_filter.currentData() == "PENDING"

    def _count_words(self, shown: int, whole: bool) -> str:
        count = counted(shown)
        if whole:
            return tr("{count} {count:request/requests}", count=count)
        if self._oldest_first:
            return tr("The oldest {count} requests", count=count)
        return tr("The newest {count} requests", count=count)

    def _show(self) -> None:
        found = bool(self.model.rows)
        self._empty.setVisible(not found)
        self.table.setVisible(found)
        self._paging.sum.setVisible(found)
        self._show_current()

    def _show_current(self) -> None:
        order: ServiceOrder | None = self.table.current_row() if self.model.rowCount() else None
        if order is not None and order == self._shown:
            # Other requests changed: quantities that are being decided stay as they were typed.
            return
        self._shown = order
        clear(self._detail)
        self._quantities.clear()
        if order is None:
            self._detail.addWidget(label(tr("Choose a request to see its parts."), "muted", wrap=True))
            return
        heading = row(label(order.number, "h2"), chip(state_words(order.state), state_kind(order.state)), None)
        self._detail.addLayout(heading)
        if order.note:
            self._detail.addWidget(label(order.note, wrap=True))
        if order.reject_reason:
            self._detail.addWidget(label(tr("Rejected: {reason}", reason=order.reject_reason), "error", wrap=True))
        deciding = self._decides and order.state == "PENDING"
        for line in order.lines:
            self._detail.addLayout(
                self._line(order.id, line.item, line.name or "", line.quantity, line.approved_quantity, deciding)
            )
        self._detail.addWidget(label(tr("Steps"), "h3"))
        for step in order.steps:
            words = tr(
                "{state}, {moment}, {who}", state=state_words(step.state), moment=moment(step.at), who=step.by or "–"
            )
            self._detail.addWidget(label(words, "muted", wrap=True))
        if self._decides:
            self._detail.addLayout(self._actions(order))

    def _line(self, order_id: int, item: str, name: str, asked: int, approved: int | None, deciding: bool) -> Any:
        texts = column(label(item, "h3", wrap=True), label(name, "small", wrap=True), spacing=0)
        if deciding:
            wanted = self._typed.get(order_id, {}).get(item, asked)
            pieces = count_edit(0, _MOST_PIECES, wanted, tr("Approved quantity of {item}", item=item))
            pieces.valueChanged.connect(partial(self._keep, order_id, item, asked))
            self._quantities[item] = pieces
            texts.addWidget(label(tr("{asked} asked", asked=number(asked)), "muted"))
            line = row(texts, pieces)
        else:
            words = (
                number(asked)
                if approved in (None, asked)
                else tr("{approved} of {asked}", approved=number(approved or 0), asked=number(asked))
            )
            line = row(texts, label(words, "h3"))
        line.setStretch(0, 1)
        return line

    def _keep(self, order_id: int, item: str, asked: int, pieces: int) -> None:
        """Keep what was typed: another request may be looked at before this one is decided."""
        typed = self._typed.setdefault(order_id, {})
        typed[item] = pieces
        if pieces == asked:
            del typed[item]
        if not typed:
            del self._typed[order_id]

    def _actions(self, order: ServiceOrder) -> Any:
        if order.state == "PENDING":
            refuse = button(tr("Reject"), partial(self._reject, order), look="danger")
            agree = button(tr("Approve|service order"), look="primary")
            agree.clicked.connect(lambda _checked=False: self._ask_approve(order, agree))
            return row(None, refuse, agree)
        if order.state == "APPROVED":
            return row(None, button(tr("Mark as sent"), partial(self._fulfil, order), look="primary", icon="ship"))
        return row()

    def _ask_approve(self, order: ServiceOrder, pressed: Any) -> None:
        """Approve; other quantities than those asked for are named first."""
        quantities = {item: pieces.value() for item, pieces in self._quantities.items()}
        told = [
            tr("{item}: {approved} of {asked}", item=line.item, approved=number(given), asked=number(line.quantity))
            for line in order.lines
            if (given := quantities.get(line.item, line.quantity)) != line.quantity
        ]
        approve = partial(self._approve, order, quantities, pressed)
        if told:
            title = tr("Approve other quantities than asked?")
            confirm(self, title, "\n".join(told), tr("Approve|service order"), approve)
        else:
            approve()

    def _approve(self, order: ServiceOrder, quantities: Mapping[str, int], pressed: Any) -> None:
        session = self._client.session
        self._screen.write(
            lambda command_id: service_orders.approve(
                session, Seen(order.id, order.version), quantities=quantities, command_id=command_id
            ),
            lambda _version: self._decided(order, tr("Request {number} is approved.", number=order.number)),
            button=pressed,
        )

    def _reject(self, order: ServiceOrder) -> None:
        session = self._client.session
        ask_text(
            self,
            tr("Reject request {number}", number=order.number),
            tr("The service department reads the reason."),
            tr("Reason"),
            tr("Reject"),
            self._client.runner,
            lambda text, command_id: service_orders.reject(
                session, Seen(order.id, order.version), text, command_id=command_id
            ),
            lambda _version: self._decided(order, tr("Request {number} is rejected.", number=order.number)),
            danger=True,
        )

    def _fulfil(self, order: ServiceOrder) -> None:
        session = self._client.session

        def write() -> None:
            self._screen.write(
                lambda command_id: service_orders.fulfil(session, Seen(order.id, order.version), command_id=command_id),
                lambda _version: self._decided(order, tr("Request {number} is fulfilled.", number=order.number)),
            )

        confirm(
            self,
            tr("Mark request {number} as sent?", number=order.number),
            tr("This is the last step; it cannot be taken back."),
            tr("Mark as sent"),
            write,
        )

    def _decided(self, order: ServiceOrder, words: str) -> None:
        self._typed.pop(order.id, None)
        self._client.messages.success(words)
        self.load()


def _columns() -> list[Column[ServiceOrder]]:
    return [
        Column("number", tr("Number"), 128, lambda order: order.number),
        Column(
            "state",
            tr("State"),
            120,
            lambda order: state_words(order.state),
            kind=lambda order: state_kind(order.state),
        ),
        Column("lines", tr("Lines"), 70, lambda order: number(len(order.lines)), right=True),
        Column("by", tr("By"), 88, lambda order: order.created_by or ""),
        # The hour is told among the steps.
        Column(
            "at",
            tr("Requested"),
            115,
            lambda order: day_of(order.created_at),
            tip=lambda order: moment(order.created_at),
        ),
    ]
