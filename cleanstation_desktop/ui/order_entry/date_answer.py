"""The want date: typed as year, month, day, or picked in a calendar."""

from __future__ import annotations

import datetime as dt

from cleanstation_desktop.ui.order_entry.answer_fields import TextAnswer
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.calendar import pick_day
from cleanstation_desktop.ui.widgets.controls import icon_button


class DateAnswer(TextAnswer):
    """A day such as 2026-12-31, with a calendar beside it and the day in words below."""

    def __init__(self, wizard: Wizard, path: str, name: str) -> None:
        pick = icon_button("calendar", tr("Pick a day"), self._open)
        super().__init__(wizard, path, name, placeholder="2026-12-31", beside=pick)
        self.line.textChanged.connect(self._say)

    def fill(self) -> None:
        """Show the answer."""
        super().fill()
        self._say()

    def read(self, text: str) -> object:
        """The day as it was typed; nothing for an empty field."""
        return text.strip() or None

    def _say(self) -> None:
        try:
            self.tell_hint(day(dt.date.fromisoformat(self.line.text().strip())))
        except ValueError:
            self.tell_hint(tr("Year, month, day"))

    def _open(self) -> None:
        def take(chosen: dt.date) -> None:
            self.line.setText(chosen.isoformat())
            self.line.setFocus()

        try:
            typed = dt.date.fromisoformat(self.line.text().strip())
        except ValueError:
            typed = None
        tomorrow = self.wizard.choices.today + dt.timedelta(days=1)
        pick_day(self.window(), tr("Want date"), typed, take, first=tomorrow)
