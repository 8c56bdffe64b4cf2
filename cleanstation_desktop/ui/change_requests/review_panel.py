"""What a change request changes, as it is looked at before it is signed: answers, and what follows on the BOM."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cleanstation_desktop.domain.configuration_diff import AnswerChange
from cleanstation_desktop.services.change_requests import ChangeDifference, ReopenedForm
from cleanstation_desktop.ui.boms.compare_dialog import Difference, difference_columns, differences
from cleanstation_desktop.ui.change_requests.facts import ChangeFacts
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.names import place_of, value_name
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, clear, column, frame, label, row
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.tab_page import TabPage
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_INCHES = ("length", "width")


class ReviewPanel(QWidget):
    """Parameters: open_form, called with the key of a form that was opened again."""

    def __init__(self, client: Client, open_form: Callable[[int], object]) -> None:
        super().__init__()
        self._open_form = open_form
        self.answers: RowsModel[AnswerChange] = RowsModel(_answer_columns())
        self.answers_table = TableView(tr("Answers that change"), client.preferences, "change-answers")
        self.answers_table.setModel(self.answers)
        self.lines: RowsModel[Difference] = RowsModel(difference_columns())
        self._preferences = client.preferences
        self._no_answers = label(tr("No answer of the configuration changes."), "muted")
        self._no_lines = label(tr("The BOM stays as it is."), "muted")
        self._count = label("", "muted")
        self._lines_page = TabPage(self._make_lines)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(_page(self._no_answers, self.answers_table), tr("Answers that change"))
        self.tabs.addTab(self._lines_page, tr("What follows on the BOM"))
        self.tabs.currentChanged.connect(lambda _place: self._look())
        self._follows: QVBoxLayout = column(spacing=6)
        self._panel = frame(self._follows, "panel", margins=(14, 10, 14, 10))
        layout = column(self.tabs, self._panel, spacing=10)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def _look(self) -> None:
        """Make what follows on the BOM when it is looked at."""
        if self.tabs.currentWidget() is self._lines_page:
            self._lines_page.tab()

    def _make_lines(self) -> QWidget:
        table = TableView(tr("What follows on the BOM"), self._preferences, "change-lines")
        table.setModel(self.lines)
        self._lines_parts = (self._count, table)
        made = _page(self._no_lines, *self._lines_parts)
        self._show_lines()
        return made

    def _show_lines(self) -> None:
        """The lines, or that there are none."""
        for part in self._lines_parts:
            part.setVisible(bool(self.lines.rows))
        self._no_lines.setVisible(not self.lines.rows)

    def show_change(self, facts: ChangeFacts) -> None:
        """Show the difference and what follows."""
        found = facts.difference
        if found is not None:
            self._show_difference(found)
        clear(self._follows)
        state = "" if facts.request is None else facts.request.state
        if state == "OPEN":
            self._follows.addWidget(label(tr("When it is signed"), "h3"))
            said = tr(
                "The new BOM holds from then on. Open tasks and forms are made from it; finished forms that it touches "
                "are opened again by name, and keep every answer that it leaves alone. Nothing signed is altered."
            )
            self._follows.addWidget(label(said, wrap=True))
        elif state == "APPROVED":
            self._show_reopened(facts.reopened)
        self._panel.setVisible(self._follows.count() > 0)

    def _show_difference(self, found: ChangeDifference) -> None:
        self.answers.set_rows(found.answers)
        self.lines.set_rows(list(differences(found.bom)))
        self.answers_table.setVisible(bool(found.answers))
        self._no_answers.setVisible(not found.answers)
        words = tr(
            "{added} added, {removed} removed, {changed} changed",
            added=number(len(found.bom.added)),
            removed=number(len(found.bom.removed)),
            changed=number(len(found.bom.changed)),
        )
        self._count.setText(words)
        if self._lines_page.made is not None:
            self._show_lines()
        lines = len(self.lines.rows)
        for place, title, count in (
            (0, tr("Answers that change"), len(found.answers)),
            (1, tr("What follows on the BOM"), lines),
        ):
            self.tabs.setTabText(place, tr("{title} ({count})", title=title, count=number(count)))

    def _show_reopened(self, forms: tuple[ReopenedForm, ...]) -> None:
        self._follows.addWidget(label(tr("Opened again by this change"), "h3"))
        if not forms:
            self._follows.addWidget(label(tr("No form was touched."), wrap=True))
        for form in forms:
            name = form_words(form.kind)
            state = chip(tr("Done"), "ok") if form.state == "SIGNED" else chip(tr("To be filled in"), "warn")
            opened = button(tr("Open"), tip=tr("Open: {form}", form=name))
            opened.setAccessibleName(tr("Open: {form}", form=name))
            opened.clicked.connect(lambda _on=False, key=form.inspection_id: self._open_form(key))
            attempt = label(tr("Attempt {number}", number=form.attempt), "muted")
            self._follows.addLayout(row(label(name), attempt, state, None, opened, spacing=10))


def _page(*parts: QWidget) -> QWidget:
    made = QWidget()
    layout = column(*parts, spacing=8, margins=(2, 10, 2, 2))
    layout.setStretch(len(parts) - 1, 1)
    layout.addStretch()
    made.setLayout(layout)
    return made


def _answer_columns() -> list[Column[AnswerChange]]:
    return [
        Column("answer", tr("Answer"), 320, lambda change: place_of(change.field)),
        Column("old", tr("Before"), 320, lambda change: _value(change.field, change.old)),
        Column("new", tr("After"), 320, lambda change: _value(change.field, change.new)),
    ]


def _value(field: str, value: object) -> str:
    if field in _INCHES and isinstance(value, int):
        return tr("{length} in", length=number(value))
    return value_name(value)
