"""What is asked before a build is shipped or its number corrected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.services import moves, order_corrections
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.order_corrections import Correction
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, line_edit, text_edit


class ShipDialog(Dialog):
    """Asks on which day the build left."""

    def __init__(self, parent: QWidget, client: Client, facts: BuildFacts, done: Callable[[BuildPlace], None]) -> None:
        super().__init__(parent, tr("Ship build {number}", number=facts.build.head.build_number), runner=client.runner)
        self._client, self._facts, self._finished = client, facts, done
        want = tr("It is wanted on {day}.", day=day(facts.build.head.want_date))
        self.body.addWidget(label(want, "muted", wrap=True))
        self.shipped_on = DayEdit(tr("Day on which it left"), facts.today, last=facts.today)
        self.field = self.form.add(Field("shipped_on", tr("Day on which it left"), self.shipped_on))
        self.body.addWidget(self.field)
        self.add_cancel()
        self.action = self.add_action(tr("Mark as shipped"), self._send)

    def _send(self) -> None:
        chosen = self.shipped_on.day
        if chosen is None:
            self.field.tell(self.shipped_on.fault or tr("Give the day on which it left."))
            self.field.focus()
            return
        session, seen = self._client.session, self._facts.seen
        self.write(
            lambda command_id: moves.ship(session, seen, chosen, command_id=command_id), self._done, pressed=self.action
        )

    def _done(self, place: BuildPlace) -> None:
        self.accept()
        self._finished(place)


class NumberDialog(Dialog):
    """Corrects the number of a build before its BOM is approved."""

    def __init__(self, parent: QWidget, client: Client, facts: BuildFacts, done: Callable[[], object]) -> None:
        head = facts.build.head
        super().__init__(parent, tr("Correct the number of {number}", number=head.build_number), runner=client.runner)
        self._client, self._facts, self._finished = client, facts, done
        note = tr("A new BOM revision is made with the right number; papers that are printed already are wrong then.")
        self.body.addWidget(label(note, "muted", wrap=True))
        self.number = line_edit(head.build_number, longest=60)
        self.reason = text_edit(lines=2)
        self.body.addWidget(self.form.add(Field("build_number", tr("Build number"), self.number)))
        self.body.addWidget(self.form.add(Field("reason", tr("Reason"), self.reason)))
        self.add_cancel()
        self.action = self.add_action(tr("Correct"), self._send)
        self.number.selectAll()

    def _send(self) -> None:
        number, reason = self.number.text().strip(), self.reason.toPlainText().strip()
        session, seen = self._client.session, self._facts.seen
        self.write(
            lambda command_id: order_corrections.change_build_number(
                session, seen, number, reason=reason, command_id=command_id
            ),
            self._done,
            pressed=self.action,
        )

    def _done(self, _correction: Correction) -> None:
        self.accept()
        self._client.messages.success(tr("The number is corrected."))
        self._finished()
