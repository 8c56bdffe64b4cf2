"""What is asked of an instrument: number, name and last day of its calibration; later a next day, or a right name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services import instruments
from cleanstation_desktop.services.instruments import NAME, NUMBER, Instrument
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import REASON
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, line_edit

Done = Callable[[int, str], None]
# No calibration holds so long: the year is mistyped, and the instrument would never be told to be overdue.
_LONGEST = dt.timedelta(days=3653)


class NewInstrumentDialog(Dialog):
    """Takes an instrument into use. Parameters: today, at the plant; done, gets its id and number."""

    def __init__(self, parent: QWidget, client: Client, today: dt.date, done: Done) -> None:
        super().__init__(parent, tr("New instrument"), runner=client.runner)
        self._client, self._today, self._finished = client, today, done
        self.number = line_edit(longest=NUMBER[1])
        self.name = line_edit(longest=NAME[1])
        self.due = _due_edit(today)
        hint = tr("As it stands on the instrument; it can be scanned when it is chosen.")
        self.body.addWidget(self.form.add(Field("number", tr("Number"), self.number, hint=hint)))
        self.body.addWidget(
            self.form.add(Field("name", tr("What it is"), self.name, hint=tr("Such as: reference thermometer.")))
        )
        self.body.addWidget(self.form.add(_due_field(self.due)))
        self.add_cancel()
        self.action = self.add_action(tr("Add"), self._send)
        self.number.setFocus()

    def _send(self) -> None:
        session, number, name = self._client.session, self.number.text().strip(), self.name.text().strip()
        faults = [
            *([] if number else [Finding("error", "missing", "number", tr("Type the number of the instrument."))]),
            *([] if name else [Finding("error", "missing", "name", tr("Say what it is."))]),
            *_due_faults(self.due, self._today),
        ]
        due = self.due.day
        if faults or due is None:
            self.form.show(faults)
            return

        def work(command_id: UUID) -> Seen:
            return instruments.add_instrument(session, number, name, due, command_id=command_id)

        def saved(seen: Seen) -> None:
            self.accept()
            self._client.messages.success(tr("{number} is in use.", number=number))
            self._finished(seen.id, number)

        self.write(work, saved, pressed=self.action)


class CalibrationDialog(Dialog):
    """Enters until when an instrument is calibrated now. Parameters: today, at the plant; done, gets id and number."""

    def __init__(self, parent: QWidget, client: Client, each: Instrument, today: dt.date, done: Done) -> None:
        super().__init__(parent, tr("Calibration of {number}", number=each.number), runner=client.runner)
        self._client, self._each, self._today, self._finished = client, each, today, done
        before = tr("Until now: {day}. What was measured before keeps that day.", day=day(each.calibration_due))
        self.body.addWidget(label(before, "muted", wrap=True))
        self.due = _due_edit(today)
        self.body.addWidget(self.form.add(_due_field(self.due)))
        self.add_cancel()
        self.action = self.add_action(tr("Save"), self._send)
        self.due.setFocus()

    def _send(self) -> None:
        faults, due = _due_faults(self.due, self._today), self.due.day
        if faults or due is None:
            self.form.show(faults)
            return
        session, each = self._client.session, self._each

        def work(command_id: UUID) -> int:
            return instruments.calibrate(session, Seen(each.id, each.version), due, command_id=command_id)

        def saved(_version: int) -> None:
            self.accept()
            self._client.messages.success(tr("{number} is calibrated until {day}.", number=each.number, day=day(due)))
            self._finished(each.id, each.number)

        self.write(work, saved, pressed=self.action)


class NameDialog(Dialog):
    """Corrects what an instrument is called. Parameters: done, gets id and number."""

    def __init__(self, parent: QWidget, client: Client, each: Instrument, done: Done) -> None:
        super().__init__(parent, tr("Correct the name of {number}", number=each.number), runner=client.runner)
        self._client, self._each, self._finished = client, each, done
        note = tr("The number stays, and so does what was measured with it.")
        self.name = line_edit(each.name, longest=NAME[1])
        self.reason = line_edit(longest=REASON[1])
        self.body.addWidget(label(note, "muted", wrap=True))
        hint = tr("Such as: reference thermometer.")
        self.body.addWidget(self.form.add(Field("name", tr("What it is"), self.name, hint=hint)))
        kept = tr("The history keeps it beside the former name.")
        self.body.addWidget(self.form.add(Field("reason", tr("Reason"), self.reason, hint=kept)))
        self.add_cancel()
        self.action = self.add_action(tr("Save"), self._send)
        self.name.setFocus()

    def _send(self) -> None:
        session, each = self._client.session, self._each
        name, reason = self.name.text().strip(), self.reason.text().strip()
        short = tr("Please write at least {count} characters.", count=REASON[0])
        faults = [
            *([] if name else [Finding("error", "missing", "name", tr("Say what it is."))]),
            *([] if len(reason) >= REASON[0] else [Finding("error", "missing", "reason", short)]),
        ]
        if faults:
            self.form.show(faults)
            return

        def work(command_id: UUID) -> int:
            return instruments.rename(session, Seen(each.id, each.version), name, reason, command_id=command_id)

        def saved(_version: int) -> None:
            self.accept()
            self._client.messages.success(tr("The name of {number} is corrected.", number=each.number))
            self._finished(each.id, each.number)

        self.write(work, saved, pressed=self.action)


def _due_edit(today: dt.date) -> DayEdit:
    return DayEdit(tr("Calibrated until"), first=today, last=today + _LONGEST)


def _due_field(editor: DayEdit) -> Field:
    hint = tr("The last day on which it may be used, as on the certificate.")
    return Field("calibration_due", tr("Calibrated until"), editor, hint=hint)


def _due_faults(editor: DayEdit, today: dt.date) -> list[Finding]:
    chosen = editor.day
    if chosen is None:
        said = editor.fault or tr("Give the last day of the calibration.")
    elif chosen < today:
        said = tr("This day is past: nothing could be measured with it.")
    elif chosen > today + _LONGEST:
        said = tr("This is more than ten years ahead. Look at the year again.")
    else:
        return []
    return [Finding("error", "day", "calibration_due", said)]
