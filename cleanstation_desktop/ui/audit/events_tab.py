"""Security events: refusals, failed sign-ins, lockouts and alarms, newest first."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services import audit
from cleanstation_desktop.services.audit import SecurityEvent
from cleanstation_desktop.ui.audit.event_words import event_words
from cleanstation_desktop.ui.failures import finding_text
from cleanstation_desktop.ui.paging import Paging
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, moment, tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import column, row
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_PAUSE_MS = 250


class EventsTab(QWidget):
    """The second part of the audit screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self.login = QLineEdit()
        self.login.setPlaceholderText(tr("Sign-in name, exactly"))
        self.login.setAccessibleName(tr("Sign-in name, exactly"))
        self.login.setClearButtonEnabled(True)
        self.login.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Security events"), screen.client.preferences, "security-events")
        self.table.setModel(self.model)
        self._paging = Paging[SecurityEvent, int](
            screen, self.table, lambda event: event.id, question="security events", words=_count_words
        )
        self.more = self._paging.more
        foot = row(self._paging.sum, self.more, None)
        self.setLayout(column(self.login, self.table, foot, margins=(0, 12, 0, 0)))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.load)
        self.login.textChanged.connect(lambda _text: self._pause.start())

    def load(self) -> None:
        """Read the newest."""
        session, login = self._screen.client.session, self.login.text().strip() or None
        self._paging.read(
            login,
            lambda page: audit.security_events(session, login=login, before=page.after, limit=page.size),
        )


def _count_words(shown: int, whole: bool) -> str:
    count = counted(shown)
    return tr("{count} {count:event/events}", count=count) if whole else tr("The newest {count} events", count=count)


def _severity(event: SecurityEvent) -> str:
    return {"INFO": tr("Information"), "WARNING": tr("Warning"), "ALARM": tr("Alarm")}.get(
        event.severity, event.severity
    )


def _detail(event: SecurityEvent) -> str:
    return finding_text(Finding("warning", event.kind, "", event.detail))


def _columns() -> list[Column[SecurityEvent]]:
    return [
        Column("at", tr("When"), 156, lambda event: moment(event.at)),
        Column(
            "severity",
            tr("Severity"),
            140,
            _severity,
            kind=lambda event: {"ALARM": "bad", "WARNING": "warn"}.get(event.severity, "neutral"),
        ),
        Column("kind", tr("What"), 190, lambda event: event_words(event.kind)),
        Column("login", tr("Who"), 130, lambda event: event.login or "–"),
        Column("station", tr("Station"), 115, lambda event: event.station or "–"),
        Column("detail", tr("Detail"), 220, _detail, fills=True),
    ]
