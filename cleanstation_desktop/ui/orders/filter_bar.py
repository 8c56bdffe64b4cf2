"""What a list of builds is narrowed down by: search, statuses, marks, and more behind a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from cleanstation_desktop.services.build_filters import EVERYTHING, BuildFilter
from cleanstation_desktop.ui.orders.status_choice import StatusChoice
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, frame, row
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.fields import Field, choice, line_edit, search_line
from cleanstation_desktop.ui.widgets.pace import Pace

# A letter that comes within it waits for its end, and is to have its rows 50 ms after the key.
_PAUSE_MS = 40
_LONGEST = 200


class FilterBar(QWidget):
    """Signal: changed, what is wanted is another than before."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._quiet = False
        self._pace = Pace(self, _PAUSE_MS)
        self.search = search_line(tr("Search build, PO, customer or project"), longest=_LONGEST)
        self.search.setMinimumWidth(200)
        self.statuses = StatusChoice()
        self.more = button(tr("More filters"), icon="filter")
        self.more.setCheckable(True)
        self.marks = {
            "overdue": _mark(tr("Overdue"), "clock"),
            "due_soon": _mark(tr("Due soon"), "calendar"),
            "rejected": _mark(tr("Rejected"), "cross"),
            "held": _mark(tr("On hold"), "hold"),
        }
        self.reset = button(tr("Clear the filters"), self._clear, look="link", icon="close")
        self.customer = line_edit()
        self.customer.setMaxLength(_LONGEST)
        self.want_from = DayEdit(tr("Wanted from"))
        self.want_to = DayEdit(tr("Wanted until"))
        languages = [(None, tr("All languages")), ("EN", "English"), ("FR", "Français"), ("ES", "Español")]
        self.language = choice(languages)
        self.assignee = choice([(None, tr("Everybody"))])
        self._fields = (
            Field("customer", tr("Customer"), self.customer),
            Field("want_from", tr("Wanted from"), self.want_from),
            Field("want_to", tr("Wanted until"), self.want_to),
            Field("language", tr("Document language"), self.language),
            Field("assignee", tr("Assigned to"), self.assignee),
        )
        narrow = row(*self._fields, spacing=10)
        for place in range(len(self._fields)):
            narrow.setStretch(place, 3 if place == 0 else 2)
        self.panel = frame(narrow, "panel", margins=(12, 10, 12, 12))
        self.panel.hide()
        self.first = row(self.search, self.statuses, self.more)
        self.first.setStretch(0, 1)
        self.second = row(*self.marks.values(), self.reset, None)
        self.setLayout(column(self.first, self.panel, self.second, spacing=8))
        self._connect()
        self._show_reset()

    def wanted(self) -> BuildFilter:
        """What is chosen now; a day that is none yet counts as not given."""
        return BuildFilter(
            search=self.search.text().strip(),
            statuses=self.statuses.chosen(),
            customer=self.customer.text().strip(),
            want_from=self.want_from.day,
            want_to=self.want_to.day,
            language=self.language.currentData(),
            assignee=self.assignee.currentData(),
            **{name: mark.isChecked() for name, mark in self.marks.items()},
        )

    def show_filter(self, wanted: BuildFilter) -> None:
        """Put a filter in, without telling that it changed."""
        self._quiet = True
        self.search.setText(wanted.search)
        self.statuses.choose(wanted.statuses)
        self.customer.setText(wanted.customer)
        self.want_from.set_day(wanted.want_from)
        self.want_to.set_day(wanted.want_to)
        self.language.setCurrentIndex(max(0, self.language.findData(wanted.language)))
        if wanted.assignee is not None and self.assignee.findData(wanted.assignee) < 0:
            self.assignee.addItem(tr("Somebody"), wanted.assignee)
        self.assignee.setCurrentIndex(max(0, self.assignee.findData(wanted.assignee)))
        for name, mark in self.marks.items():
            mark.setChecked(getattr(wanted, name))
        plain = replace(EVERYTHING, search=wanted.search, statuses=wanted.statuses)
        behind = replace(wanted, overdue=False, due_soon=False, rejected=False, held=False) != plain
        self.more.setChecked(self.more.isChecked() or behind)
        self._quiet = False
        self._show_reset()

    def offer_assignees(self, people: Sequence[tuple[int, str]]) -> None:
        """Offer these people, by key and name; who is chosen stays so."""
        chosen = self.assignee.currentData()
        self._quiet = True
        self.assignee.clear()
        self.assignee.addItem(tr("Everybody"), None)
        for key, name in people:
            self.assignee.addItem(name, key)
        if chosen is not None and self.assignee.findData(chosen) < 0:
            self.assignee.addItem(tr("Somebody"), chosen)
        self.assignee.setCurrentIndex(max(0, self.assignee.findData(chosen)))
        self._quiet = False

    def _connect(self) -> None:
        self._pace.due.connect(self.changed)
        for line in (self.search, self.customer):
            line.textChanged.connect(lambda _text: self._on_change())
        for edit, field in ((self.want_from, self._fields[1]), (self.want_to, self._fields[2])):
            edit.changed.connect(lambda edit=edit, field=field: self._on_day(edit, field))
        for combo in (self.language, self.assignee):
            combo.currentIndexChanged.connect(lambda _index: self._on_change())
        for mark in self.marks.values():
            mark.toggled.connect(lambda _on: self._on_change())
        self.statuses.changed.connect(self._on_change)
        self.more.toggled.connect(self.panel.setVisible)

    def _on_day(self, edit: DayEdit, field: Field) -> None:
        # A day is wrong until its last figure is typed: only what looks finished is told to be wrong.
        field.tell(edit.fault if len(edit.line.text().strip()) >= len("2026-12-31") else "")
        self._on_change()

    def _on_change(self) -> None:
        self._show_reset()
        if not self._quiet:
            self._pace.ask()

    def _show_reset(self) -> None:
        self.reset.setVisible(self.wanted() != EVERYTHING)

    def _clear(self) -> None:
        self.show_filter(EVERYTHING)
        self.search.setFocus()
        self.changed.emit()


def _mark(words: str, sign: str) -> QPushButton:
    made = button(words, icon=sign, tip=tr("Only: {mark}", mark=words))
    made.setCheckable(True)
    return made
