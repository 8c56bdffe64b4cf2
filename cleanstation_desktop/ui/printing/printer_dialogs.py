"""Choosing a printer: for what failed on another one, and for the labels of this station."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.errors import CleanStationError
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.printing.jobs import PrintJob, Target, Way, problem_words
from cleanstation_desktop.ui.printing.printable import of_record
from cleanstation_desktop.ui.printing.printers import Printer, list_printers, network_target
from cleanstation_desktop.ui.printing.station import printing_of
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice, line_edit

_NETWORK = "network"
# In the list of label printers, behind "none" and "on the network": the one that is set, whether it is there or not.
_NOW = 2
_DOTS = ((8, "203 dpi"), (12, "300 dpi"), (24, "600 dpi"))


class RetryDialog(Dialog):
    """Prints what failed once more, on the same printer or on another one.

    Signal: anew, it has to be made again, as a new copy: the record is another one by now, or the printer.
    """

    anew = Signal()

    def __init__(self, client: Client, parent: QWidget, job: PrintJob) -> None:
        super().__init__(parent, tr("Print {title}", title=job.title), runner=client.runner)
        self._printing = printing_of(client)
        self._job = job
        self.body.addWidget(label(problem_words(job.problem), "muted", wrap=True))
        self.printer = choice([(job.target, job.target.words)])
        self.body.addWidget(self.form.add(Field("printer", tr("Printer"), self.printer)))
        self._note = label("", "muted", wrap=True)
        self.body.addWidget(self._note)
        self.add_cancel()
        self.action = self.add_action(tr("Retry"), self._send)
        self._has_changed = False
        self.printer.currentIndexChanged.connect(lambda _index: self._look())
        now = self._printing.label_printer
        if job.target.takes_raw and now is not None and now != job.target:
            self.printer.addItem(tr("Label printer {name}", name=now.words), now)
            self.printer.setCurrentIndex(1)
        self._look()
        if not job.target.takes_raw:
            # Of a label printer the resolution has to be known.
            client.runner.run(self, list_printers, self._show, client.messages.error, key="printers")
        if job.facts:
            self.action.setEnabled(False)
            document = of_record(client.session, job.kind, job.record, job.title)
            client.runner.run(self, document.facts, self._compare, client.messages.error, key="facts")

    def _show(self, found: tuple[Printer, ...]) -> None:
        for printer in found:
            target = Target(Way.SYSTEM, printer.name)
            if target != self._job.target:
                self.printer.addItem(printer.words, target)

    def _compare(self, facts: str) -> None:
        self._has_changed = facts != self._job.facts
        self.action.setEnabled(True)
        self._look()

    def _look(self) -> None:
        """Say what becomes of the paper: the same one, or why it has to be made again."""
        against = self._against()
        stays = tr("It stays copy {number}.", number=self._job.copy) if self._job.copy else ""
        self._note.setText(against or stays)
        self.action.setText(tr("Print again…") if against else tr("Retry"))

    def _against(self) -> str:
        """Why the bytes of then will not do; empty where they will."""
        job, dots = self._job, self._dots()
        if self._has_changed:
            return tr("The record has changed since. Print it again, as a new copy.")
        if self._printing.queue.is_old(job):
            return tr("It was made at {moment}. Print it again, as a new copy.", moment=moment(job.created_at))
        if dots not in {0, job.dots}:
            words = dict(_DOTS)
            made, has = words.get(job.dots, "?"), words[dots]
            return tr(
                "It was made for {made}, this printer has {has}. Print it again, as a new copy.", made=made, has=has
            )
        return ""

    def _dots(self) -> int:
        """The resolution of the chosen label printer; 0 where none is known."""
        printing = self._printing
        is_label_printer = self._job.dots and self.printer.currentData() == printing.label_printer
        return printing.label_dots if is_label_printer else 0

    def _send(self) -> None:
        if self._against():
            self.accept()
            self.anew.emit()
            return
        target, queue, dots = self.printer.currentData(), self._printing.queue, self._dots()

        def done(_none: None) -> None:
            self._printing.refresh()
            self.accept()

        self.write(lambda _command: queue.retry(self._job.id, target, dots=dots), done, pressed=self.action)


class LabelPrinterDialog(Dialog):
    """Chooses where labels go in the printer's own language (ZPL): a printer of this station, or one on the network."""

    def __init__(self, client: Client, parent: QWidget) -> None:
        super().__init__(parent, tr("Label printer"))
        self._printing = printing_of(client)
        now = self._printing.label_printer
        self.body.addWidget(label(tr("Labels are sent to it in its own language, ZPL."), "muted", wrap=True))
        self.printer = choice([("", tr("None: labels go to other printers"))])
        self.printer.addItem(tr("A printer on the network"), _NETWORK)
        self.address = line_edit(now.name if now is not None and now.way is Way.NETWORK else "", longest=200)
        self.dots = choice(_DOTS, self._printing.label_dots)
        self.body.addWidget(self.form.add(Field("printer", tr("Printer"), self.printer)))
        hint = tr("Host name or IP address, such as 192.168.1.50. Without a port it is 9100.")
        self._address_field = self.form.add(Field("address", tr("Address"), self.address, hint=hint))
        self.body.addWidget(self._address_field)
        self.body.addWidget(self.form.add(Field("dots", tr("Resolution"), self.dots)))
        self.add_cancel()
        self.action = self.add_action(tr("Use this printer"), self._keep)
        self.printer.currentIndexChanged.connect(self._choose)
        if now is not None:
            if now.way is not Way.NETWORK:
                self.printer.addItem(now.words, now)
            self.printer.setCurrentIndex(self.printer.count() - 1)
        self._choose()
        client.runner.run(self, list_printers, self._show, client.messages.error, key="printers")

    def _show(self, found: tuple[Printer, ...]) -> None:
        now = self._printing.label_printer
        if now is not None and now.way is not Way.NETWORK:
            words = next((each.words for each in found if each.name == now.name), "")
            self.printer.setItemText(_NOW, words or tr("{name}, not there now", name=now.words))
        for printer in found:
            target = Target(Way.RAW, printer.name)
            if target != now:
                self.printer.addItem(printer.words, target)

    def _choose(self) -> None:
        self._address_field.setVisible(self.printer.currentData() == _NETWORK)

    def _keep(self) -> None:
        if self.form.stop_too_long():
            return
        chosen = self.printer.currentData()
        target = chosen if isinstance(chosen, Target) else None
        if chosen == _NETWORK:
            try:
                target = network_target(self.address.text())
            except CleanStationError as error:
                self._address_field.tell(f"{error.message} {error.hint}")
                self._address_field.focus()
                return
        self._printing.set_label_printer(target, int(self.dots.currentData()))
        self.accept()
