"""Changes: who changed what at which station, page by page, with each field before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.services import audit
from cleanstation_desktop.services.audit import AuditEntry
from cleanstation_desktop.ui.audit.exporting import ask_file
from cleanstation_desktop.ui.audit.filter_bar import FilterBar
from cleanstation_desktop.ui.audit.names import (
    ImageField,
    action_kind,
    action_words,
    fields_of,
    summary,
    table_words,
)
from cleanstation_desktop.ui.paging import Paging
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, moment, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.states import Banner
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_KEPT = "filters/audit"


class ChangesTab(QWidget):
    """The first part of the audit screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self.filters = FilterBar()
        self.note = Banner()
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Changes"), screen.client.preferences, "audit")
        self.table.setModel(self.model)
        self.fields = RowsModel(_field_columns())
        self.detail = TableView(tr("Before and after"), screen.client.preferences, "audit-fields")
        self.detail.setModel(self.fields)
        self._head = label(tr("Choose a change to see each field before and after."), "muted", wrap=True)
        self._head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._paging = Paging[AuditEntry, int](
            screen, self.table, lambda entry: entry.id, question="audit", words=_count_words, shown=self._shown
        )
        self.more = self._paging.more
        self.export = button(tr("Export as CSV…"), self._export, icon="export")
        layout = column(
            self.filters,
            self.note,
            self.table,
            row(self._paging.sum, self.more, None, self.export),
            self._head,
            self.detail,
            spacing=8,
            margins=(0, 12, 0, 0),
        )
        layout.setStretch(2, 3)
        layout.setStretch(5, 2)
        self.setLayout(layout)
        self.filters.restore(screen.client.preferences.filled(_KEPT, self.filters.state()))
        self.filters.changed.connect(self._look)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._choose())

    def load(self) -> None:
        """Read the first page."""
        self._read()

    @property
    def entry(self) -> AuditEntry | None:
        """The chosen change."""
        found = self.table.current_row()
        return found if isinstance(found, AuditEntry) else None

    def _look(self) -> None:
        self._screen.client.preferences.set(_KEPT, self.filters.state())
        self._read()

    def _read(self) -> None:
        fault = self.filters.fault
        self._offer_export()
        if fault:
            self.note.tell("warn", fault)
            return
        self.note.clear()
        session, wanted = self._screen.client.session, self.filters.wanted
        self._paging.read(
            wanted, lambda page: audit.search(session, wanted, before=page.after, limit=page.size).entries
        )

    def _shown(self) -> None:
        self._offer_export()
        self._choose()

    def _offer_export(self) -> None:
        # A day with a fault filters nothing: the extract would hold the whole audit.
        self.export.setEnabled(bool(self.model.rows) and not self.filters.fault)

    def _export(self) -> None:
        if self.filters.fault:
            # Typed so short a time ago that it is not told yet.
            self._read()
            return
        ask_file(self._screen, self.filters.wanted)

    def _choose(self) -> None:
        entry = self.entry
        self.fields.set_rows([] if entry is None else fields_of(entry))
        if entry is None:
            self._head.setText(tr("Choose a change to see each field before and after."))
            return
        said = [
            tr(
                "{table} {record}, by {login} at {station}, {moment}",
                table=table_words(entry.table),
                record=entry.record,
                login=entry.login,
                station=entry.station or "–",
                moment=moment(entry.at),
            )
        ]
        if entry.reason:
            said.append(tr("Reason: {reason}", reason=entry.reason))
        if entry.command_id is None:
            said.append(tr("Made outside the program: it carries no operation number."))
        self._head.setText("\n".join(said))


def _count_words(shown: int, whole: bool) -> str:
    count = counted(shown)
    return tr("{count} {count:change/changes}", count=count) if whole else tr("The newest {count} changes", count=count)


def _columns() -> list[Column[AuditEntry]]:
    return [
        Column("at", tr("When"), 156, lambda entry: moment(entry.at)),
        Column("login", tr("Who"), 120, lambda entry: entry.login),
        Column("station", tr("Station"), 105, lambda entry: entry.station),
        Column(
            "action",
            tr("Action"),
            115,
            lambda entry: action_words(entry.action),
            kind=lambda entry: action_kind(entry.action),
        ),
        Column("table", tr("Table"), 130, lambda entry: table_words(entry.table)),
        Column("record", tr("Record"), 125, lambda entry: entry.record),
        Column("what", tr("What changed"), 200, summary, fills=True),
    ]


def _field_columns() -> list[Column[ImageField]]:
    return [
        Column("name", tr("Field"), 180, lambda field: field.name),
        Column(
            "mark",
            tr("Difference"),
            120,
            lambda field: tr("Changed") if field.changed else "",
            kind=lambda field: "info" if field.changed else None,
        ),
        Column("old", tr("Before"), 320, lambda field: field.old),
        Column("new", tr("After"), 320, lambda field: field.new),
    ]
