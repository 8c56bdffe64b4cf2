"""The life of a nonconformance in four steps, each with who did it and when (DOMAIN §1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy

from cleanstation_desktop.services.nonconformances import Nonconformance
from cleanstation_desktop.ui.nonconformances.words import STATES, state_words
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import clear, column, frame, icon_label, label, row


class Life(QFrame):
    """Open → decided → verified → closed."""

    def __init__(self) -> None:
        super().__init__()
        self._row = row(spacing=10)
        self.setLayout(self._row)
        self.setAccessibleName(tr("Steps of the nonconformance"))

    def show_life(self, ncr: Nonconformance) -> None:
        """Show where it stands."""
        clear(self._row)
        at = STATES.index(ncr.state)
        self.setAccessibleDescription(state_words(ncr.state))
        for place, state in enumerate(STATES):
            done = place < at or ncr.state == "CLOSED"
            look = "ok" if done else "info" if place == at else "neutral"
            drawing = "success" if done else "clock" if place == at else "minus"
            said = [text for text in _who(ncr)[place] if text]
            lines = column(label(state_words(state), "h3"), *(label(text, wrap=True) for text in said), None, spacing=2)
            line = row(spacing=10, margins=(14, 10, 14, 10))
            line.addWidget(icon_label(drawing, 22, look), 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(lines, 1)
            step = frame(line, look)
            step.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            self._row.addWidget(step, 1)


def _who(ncr: Nonconformance) -> Sequence[tuple[str, ...]]:
    second = _by(ncr.conceded_by, ncr.conceded_at)
    conceded = tr("Concession: {initials}", initials=second) if second else ""
    verified = ncr.state in ("VERIFIED", "CLOSED")
    by_inspection = tr("By an inspection that passed") if ncr.verified_in is not None else ""
    return (
        (_by(ncr.opened_by, ncr.opened_at),),
        (_by(ncr.decided_by, ncr.decided_at), conceded),
        (_by(ncr.verified_by, ncr.verified_at) if verified else "", by_inspection if verified else ""),
        (_by(ncr.closed_by, ncr.closed_at),),
    )


def _by(initials: str, at: dt.datetime | None) -> str:
    if not initials:
        return ""
    return initials if at is None else tr("{initials}, {time}", initials=initials, time=moment(at))
