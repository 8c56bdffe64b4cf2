"""The head of an order in a card: who buys, for when, in which language, with which notes."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout

from cleanstation_desktop.ui.order_entry.names import value_name
from cleanstation_desktop.ui.orders.facts import OrderFacts
from cleanstation_desktop.ui.orders.late import days_words
from cleanstation_desktop.ui.text import day, moment, tr
from cleanstation_desktop.ui.widgets.controls import clear, column, label, set_look

_PAIRS = 3


class OrderSummary(QFrame):
    """Pairs of name and value in three columns, the notes below them."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(10)
        for place in range(_PAIRS):
            self._grid.setColumnStretch(place, 1)
        self._notes = label("", wrap=True, selectable=True)
        self.setLayout(column(self._grid, self._notes, spacing=10, margins=(18, 14, 18, 14)))

    def show_facts(self, facts: OrderFacts) -> None:
        """Show the order."""
        head = facts.order.head
        left = days_words(head.want_date, head.status, facts.today)
        wanted = tr("{day} ({left})", day=day(head.want_date), left=left) if left else day(head.want_date)
        entered = tr(
            "{moment} by {name}", moment=moment(head.created_at), name=facts.order.created_by or tr("somebody")
        )
        pairs = (
            (tr("Customer"), head.customer),
            (tr("Project"), head.project or "–"),
            (tr("Want date"), wanted),
            (tr("Sales person"), facts.order.sales_person),
            (tr("Document language"), value_name(head.language)),
            (tr("Entered"), entered),
        )
        clear(self._grid)
        for place, (name, value) in enumerate(pairs):
            shown = label(value, "h3", wrap=True, selectable=True)
            if name == tr("Want date") and any(row.overdue for row in facts.rows):
                set_look(shown, "look", "error")
            pair = column(label(name, "small"), shown, None, spacing=1)
            self._grid.addLayout(pair, place // _PAIRS, place % _PAIRS)
        self._notes.setText(facts.order.notes)
        self._notes.setVisible(bool(facts.order.notes))
