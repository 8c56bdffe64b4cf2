"""Handing a one-time password over: shown once, on the screen and on a slip, and kept nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.password_slip import PasswordSlip
from cleanstation_desktop.services.people import OneTimePassword
from cleanstation_desktop.services.plant import read_plant
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.printing.jobs import PrintJob, State, Target, Way, problem_words
from cleanstation_desktop.ui.printing.paper_note import paper_note
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.printing.printers import Delivery, Printer, deliver, list_printers
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, card, column, label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice

_SIZE = QSize(620, 820)


class HandOverDialog(Dialog):
    """Shows a one-time password until the person says that it was handed over; Escape does not close it.

    The password can be read and printed, not copied: what is copied is read by every program of the station.
    """

    def __init__(self, parent: QWidget, client: Client, made: OneTimePassword, full_name: str, reads: str) -> None:
        """Parameters: reads, the language of the person who gets it."""
        super().__init__(parent, tr("One-time password for {name}", name=full_name), width=560)
        self._client = client
        self._made = made
        self._full_name = full_name
        self._reads = reads
        login = label(made.login, "mono")
        self.password = label(made.password or "", "mono")
        self.password.setAccessibleName(tr("One-time password"))
        self.body.addWidget(
            card(label(tr("Sign-in name"), "small"), login, 6, label(tr("One-time password"), "small"), self.password)
        )
        self.body.addWidget(
            label(
                tr("It is shown this once and kept nowhere. At the first sign-in it must be replaced."),
                wrap=True,
            )
        )
        self.foot.insertWidget(0, button(tr("Print slip…"), self._print, icon="printer"))
        self.action = self.add_action(tr("I have handed it over"), self._finish)
        # Enter must not close what cannot be shown again.
        self.action.setDefault(False)

    def reject(self) -> None:
        """Escape and the window's own cross do not close it by accident; signing out does (`done`)."""
        self.action.setFocus()

    def unsaved(self) -> str:
        """A password that nobody has seen, as behind a locked window."""
        return tr("A one-time password was not handed over yet.") if self.password.text() else ""

    def _finish(self) -> None:
        self.password.clear()
        self.accept()

    def _print(self) -> None:
        SlipDialog(self, self._client, self._made, self._full_name, self._reads).open()


class SlipDialog(Dialog):
    """Prints the slip straight to a printer: unlike other papers it goes through no queue that would keep it."""

    def __init__(self, parent: QWidget, client: Client, made: OneTimePassword, full_name: str, reads: str) -> None:
        super().__init__(parent, tr("Slip for {name}", name=full_name), runner=client.runner, width=560)
        self._client = client
        self.preview = PreviewPanel(client.runner)
        self.preview.setMinimumHeight(380)
        self.printer = choice([(None, tr("Looking for printers…"))])
        self.printer.setEnabled(False)
        self.body.addWidget(self.preview, 1)
        field = self.form.add(Field("printer", tr("Printer"), self.printer))
        self.body.addLayout(column(field, paper_note(client.runner, self.printer, self.preview)))
        self.add_cancel()
        self.action = self.add_action(tr("Print|verb"), self._print)
        self.action.setEnabled(False)
        self.preview.ready.connect(self._enable)
        session, password, by = client.session, made.password or "", client.session.person.full_name

        def make() -> bytes:
            from cleanstation_desktop.printing.password_slip import slip_pdf  # noqa: PLC0415 - loads the PDF engine

            plant = read_plant(session)
            slip = PasswordSlip(full_name, made.login, password, Language(reads), datetime.now(UTC), by, plant.company)
            return slip_pdf(slip, plant.zone)

        self.preview.load(make)
        client.runner.run(self, list_printers, self._show_printers, lambda _e: self._show_printers(()), key="printers")
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.95))

    def _show_printers(self, found: tuple[Printer, ...]) -> None:
        self.printer.clear()
        for printer in found:
            self.printer.addItem(printer.words, Target(Way.SYSTEM, printer.name))
        if not found:
            self.printer.addItem(tr("No printer on this station"), None)
        self.printer.setEnabled(bool(found))
        self._enable()

    def _enable(self) -> None:
        self.action.setEnabled(bool(self.preview.pdf) and self.printer.currentData() is not None)

    def _print(self) -> None:
        target, pdf = self.printer.currentData(), self.preview.pdf
        if not isinstance(target, Target):
            return
        job = PrintJob(
            id=uuid4(),
            kind="SLIP",
            record="",
            title=tr("Slip"),
            copy=0,
            reason="",
            target=target,
            format="pdf",
            person=self._client.session.person.full_name,
            created_at=datetime.now(UTC),
        )

        def handed(delivery: Delivery) -> None:
            if delivery.state is State.FAILED:
                self.banner.tell("bad", problem_words(delivery.problem))
                return
            self._client.messages.info(tr("The slip is on its way to the printer. Fetch it yourself."))
            self.accept()

        def work(_command_id: UUID) -> Delivery:
            return deliver(job, pdf)

        self.write(work, handed, pressed=self.action)


def hand_over(parent: QWidget, client: Client, made: OneTimePassword, full_name: str, reads: str) -> Dialog:
    """Show a one-time password once. Parameters: reads, the person's language.

    When the answer to the write was lost, nobody has the password: then it is said how to get another one.
    """
    if made.password is not None:
        dialog: Dialog = HandOverDialog(parent, client, made, full_name, reads)
    else:
        dialog = Dialog(parent, tr("One-time password for {name}", name=full_name))
        said = tr("It was done, but the connection broke before the password came. Reset the password to get another.")
        dialog.body.addWidget(label(said, wrap=True))
        dialog.add_action(tr("Understood"), dialog.accept)
    dialog.open()
    return dialog
