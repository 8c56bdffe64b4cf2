"""Choosing the reference instrument: each with the last day of its calibration; an overdue one is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from cleanstation_desktop.services.instruments import Instrument
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, scrolled
from cleanstation_desktop.ui.widgets.dialogs import Dialog


class InstrumentDialog(Dialog):
    """Parameters: today, the day at the plant; done, gets the chosen instrument. Its number can be scanned too."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        instruments: Sequence[Instrument],
        today: dt.date,
        done: Callable[[Instrument], object],
    ) -> None:
        super().__init__(parent, title, width=560)
        self._instruments = instruments
        self._today = today
        self._done = done
        self.buttons: dict[int, QPushButton] = {}
        self.body.addWidget(label(tr("Scan the number of the instrument, or choose it."), "muted", wrap=True))
        if not instruments:
            self.body.addWidget(label(tr("No instrument is in use. The administrator adds them."), wrap=True))
        inside = QWidget()
        lines = column(spacing=8, margins=(0, 0, 8, 0))
        for each in instruments:
            made = button(self._words(each), partial(self._choose, each), tip=each.name)
            made.setMinimumHeight(64)
            made.setProperty("look", "row")
            self.buttons[each.id] = made
            lines.addWidget(made)
        lines.addStretch(1)
        inside.setLayout(lines)
        area = scrolled(inside)
        area.setMinimumHeight(min(3, max(1, len(instruments))) * 76)
        self.body.addWidget(area)
        self.add_cancel()

    def take_scan(self, code: str) -> bool:
        """The number of an instrument was scanned."""
        found = next((each for each in self._instruments if each.number.casefold() == code.strip().casefold()), None)
        if found is None:
            self.banner.tell("warn", tr("No instrument in use has the number {number}.", number=code.strip()[:60]))
        else:
            self._choose(found)
        return True

    def _overdue(self, each: Instrument) -> bool:
        return each.calibration_due < self._today

    def _words(self, each: Instrument) -> str:
        due = day(each.calibration_due)
        words = tr("{number} – {name}", number=each.number, name=each.name).replace("&", "&&")
        if self._overdue(each):
            return words + "\n" + tr("Calibration overdue since {day}: not to be used", day=due)
        return words + "\n" + tr("Calibrated until {day}", day=due)

    def _choose(self, chosen: Instrument) -> None:
        if self._overdue(chosen):
            sentence = tr(
                "The calibration of {number} was due on {day}. Take another instrument.",
                number=chosen.number,
                day=day(chosen.calibration_due),
            )
            self.banner.tell("bad", sentence)
            return
        self.accept()
        self._done(chosen)
