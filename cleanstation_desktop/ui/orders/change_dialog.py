"""Changing answers of an order: want date and notes until shipped, the others until BOM approval (DOMAIN §3).

When somebody else changed the order meanwhile, both sides are shown, and neither is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from cleanstation_desktop.domain.errors import Stale
from cleanstation_desktop.services import order_lists, orders
from cleanstation_desktop.services.order_lists import OrderDetail
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.names import place_of
from cleanstation_desktop.ui.orders.facts import OrderFacts
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import clear, column, frame, label
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, line_edit, text_edit

_FREE = ("want_date", "notes")
_UNTIL_APPROVAL = ("po_number", "customer", "project", "sales_person")
_LONGEST = 200


class ChangeDialog(Dialog):
    """Parameters: done, called after it was saved."""

    def __init__(self, parent: QWidget, client: Client, facts: OrderFacts, done: Callable[[], object]) -> None:
        super().__init__(parent, tr("Change order {po}", po=facts.order.head.po_number), runner=client.runner)
        self._client, self._finished = client, done
        self._order_id, self._version = facts.seen.id, facts.seen.version
        self._before = answers_of(facts.order)
        names = (*(_UNTIL_APPROVAL if facts.correctable else ()), *_FREE)
        self.editors: dict[str, QLineEdit | QPlainTextEdit | DayEdit] = {}
        for name in names:
            self.editors[name] = made = self._editor(name, facts)
            optional = name in ("project", "notes")
            self.body.addWidget(self.form.add(Field(name, place_of(name), made, optional=optional)))
        self.reason = text_edit(lines=2)
        self.body.addWidget(self.form.add(Field("reason", tr("Reason"), self.reason, optional=True)))
        self._sides = QGridLayout()
        self._sides.setHorizontalSpacing(18)
        self.conflict = frame(column(self._sides), "panel", margins=(14, 10, 14, 10))
        self.conflict.hide()
        self.body.insertWidget(0, self.conflict)
        self.add_cancel()
        self.action = self.add_action(tr("Save"), self._send)

    def given(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {name: _text(editor) for name, editor in self.editors.items()}

    def _editor(self, name: str, facts: OrderFacts) -> QLineEdit | QPlainTextEdit | DayEdit:
        value = self._before[name]
        if name == "want_date":
            return DayEdit(place_of(name), facts.order.head.want_date)
        if name == "notes":
            return text_edit(value, lines=4)
        return line_edit(value, longest=_LONGEST)

    def _send(self) -> None:
        changes = {name: value for name, value in self.given().items() if value != self._before[name]}
        if not changes:
            self.banner.tell("info", tr("Nothing was changed yet."))
            return
        session, key, version = self._client.session, self._order_id, self._version
        reason = self.reason.toPlainText().strip()
        self.write(
            lambda command_id: orders.change_order(
                session, key, version=version, changes=changes, reason=reason, command_id=command_id
            ),
            self._saved,
            pressed=self.action,
        )

    def _saved(self, _version: int) -> None:
        self.accept()
        self._client.messages.success(tr("The order is changed."))
        self._finished()

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        super()._failed(error, again)
        if isinstance(error, Stale):
            session, key = self._client.session, self._order_id
            self._client.runner.run(
                self,
                lambda: order_lists.read_order(session, key),
                self._show_both,
                lambda failed: super(ChangeDialog, self)._failed(failed, again),
                key="theirs",
            )

    def _show_both(self, order: OrderDetail) -> None:
        """Show what the other person wrote beside what stands here; saving again is then meant."""
        theirs, mine = answers_of(order), self.given()
        clear(self._sides)
        for place, words in enumerate((tr("What|answer"), tr("Saved by somebody else"), tr("Yours"))):
            self._sides.addWidget(label(words, "small"), 0, place)
        changed = [name for name in self.editors if theirs[name] != self._before[name]]
        for line, name in enumerate(changed, start=1):
            self._sides.addWidget(label(place_of(name), "h3"), line, 0)
            self._sides.addWidget(label(_shown(name, theirs[name]), wrap=True), line, 1)
            self._sides.addWidget(label(_shown(name, mine[name]), wrap=True), line, 2)
            if mine[name] == self._before[name]:
                # Not touched here: theirs stands.
                self._put(name, theirs[name])
        self._before, self._version = theirs, order.head.version
        self.conflict.show()
        self.banner.tell("warn", tr("Somebody else changed this order meanwhile. Compare, then save or cancel."))
        self.action.setText(tr("Save mine"))

    def _put(self, name: str, value: str) -> None:
        editor = self.editors[name]
        if isinstance(editor, DayEdit):
            editor.line.setText(value)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(value)
        else:
            editor.setText(value)


def answers_of(order: OrderDetail) -> Mapping[str, str]:
    """The answers that can be changed, as text."""
    head = order.head
    return {
        "po_number": head.po_number,
        "customer": head.customer,
        "project": head.project or "",
        "sales_person": order.sales_person,
        "want_date": head.want_date.isoformat(),
        "notes": order.notes,
    }


def _text(editor: QLineEdit | QPlainTextEdit | DayEdit) -> str:
    if isinstance(editor, DayEdit):
        return editor.line.text().strip()
    return (editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()).strip()


def _shown(name: str, value: str) -> str:
    if name == "want_date":
        try:
            return day(dt.date.fromisoformat(value))
        except ValueError:
            return value
    return value or tr("nothing")
