"""What to look for in the audit: days, person, table and record, action, a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from cleanstation_desktop.services.audit import AuditFilter
from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.audit.names import action_words, table_words
from cleanstation_desktop.ui.text import tr, zone
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.fields import choice, line_edit, search_line

_PAUSE_MS = 250
_ACTIONS = ("INSERT", "UPDATE", "DELETE")


class FilterBar(QWidget):
    """Signal: changed, a moment after the last change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted_table = ""
        self.words = search_line(tr("Search in values and reasons"))
        self.since = DayEdit(tr("From"))
        self.until = DayEdit(tr("Until"))
        self.since.line.setPlaceholderText(tr("From, YYYY-MM-DD"))
        self.until.line.setPlaceholderText(tr("Until, YYYY-MM-DD"))
        self.login = line_edit(placeholder=tr("Sign-in name"))
        self.login.setMaxLength(63)
        self.login.setAccessibleName(tr("Sign-in name"))
        self.table = choice([("", tr("All tables"))], name=tr("Table"))
        self.record = line_edit(placeholder=tr("Record number"))
        self.record.setMaxLength(200)
        self.record.setAccessibleName(tr("Record number"))
        self.action = choice(
            [("", tr("All actions")), *((action, action_words(action)) for action in _ACTIONS)], name=tr("Action")
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, part in enumerate((self.words, self.since, self.until)):
            grid.addWidget(part, 0, (0, 2, 3)[place], 1, (2, 1, 1)[place])
        for place, part in enumerate((self.login, self.table, self.record, self.action)):
            grid.addWidget(part, 1, place)
        for place in range(4):
            grid.setColumnStretch(place, 1)
        self.setLayout(grid)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        for line in (self.words, self.login, self.record):
            line.textChanged.connect(lambda _text: self._pause.start())
        for day in (self.since, self.until):
            day.changed.connect(self._pause.start)
        for box in (self.table, self.action):
            box.currentIndexChanged.connect(lambda _index: self._pause.start())

    def offer(self, tables: Sequence[str], logins: Sequence[str]) -> None:
        """Fill the lists. Parameters: logins, offered while somebody types."""
        chosen = self._wanted_table or self.table.currentData()
        self._wanted_table = ""
        self.table.blockSignals(True)  # nobody chose
        self.table.clear()
        self.table.addItem(tr("All tables"), "")
        for table in tables:
            self.table.addItem(table_words(table), table)
        self.table.setCurrentIndex(max(0, self.table.findData(chosen)))
        self.table.blockSignals(False)
        completer = QCompleter(list(logins), self.login)
        offered = completer.popup()
        if offered is not None:
            theme.dress(offered)  # a window that Qt gives no parent
        self.login.setCompleter(completer)

    @property
    def fault(self) -> str:
        """What is wrong with a day; empty when nothing is."""
        return self.since.fault or self.until.fault

    @property
    def wanted(self) -> AuditFilter:
        """What is looked for. Days are whole days of the plant."""
        first, last = self.since.day, self.until.day
        return AuditFilter(
            table=self.table.currentData() or self._wanted_table or None,
            record=self.record.text().strip() or None,
            login=self.login.text().strip() or None,
            since=None if first is None else _midnight(first),
            until=None if last is None else _midnight(last + dt.timedelta(days=1)),
            action=self.action.currentData() or None,
            words=self.words.text().strip() or None,
        )

    def state(self) -> Mapping[str, Any]:
        """What stands in the fields."""
        return {
            "words": self.words.text(),
            "since": self.since.line.text(),
            "until": self.until.line.text(),
            "login": self.login.text(),
            "table": self.table.currentData() or self._wanted_table,
            "record": self.record.text(),
            "action": self.action.currentData(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Put it there again."""
        self._wanted_table = state["table"]
        self.since.line.setText(state["since"])
        self.until.line.setText(state["until"])
        for name in ("words", "login", "record"):
            line: QLineEdit = getattr(self, name)
            line.setText(state[name])
        self.action.setCurrentIndex(max(0, self.action.findData(state["action"])))
        # Nobody looks for something else: what stands here now is read when the screen is.
        self._pause.stop()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=zone())
