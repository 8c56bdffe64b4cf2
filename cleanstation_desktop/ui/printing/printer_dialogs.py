"""Choosing a printer: for what failed on another one, and for the labels of this station."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.errors import CleanStationError
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.printing.jobs import PrintJob, Target, Way, problem_words
from cleanstation_desktop.ui.printing.printers import Printer, list_printers, network_target
from cleanstation_desktop.ui.printing.station import printing_of
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice, line_edit

_NETWORK = "network"
# In the list of label printers, behind "none" and "on the network": the one that is set, whether it is there or not.
_NOW = 2
_DOTS = ((8, "203 dpi"), (12, "300 dpi"), (24, "600 dpi"))


class RetryDialog(Dialog):
    """Prints what failed once more, on the same printer or on another one."""

    def __init__(self, client: Client, parent: QWidget, job: PrintJob) -> None:
        super().__init__(parent, tr("Print {title}", title=job.title), runner=client.runner)
        self._printing = printing_of(client)
        self._job = job
        self.body.addWidget(label(problem_words(job.problem), "muted", wrap=True))
        self.printer = choice([(job.target, job.target.words)])
        self.body.addWidget(self.form.add(Field("printer", tr("Printer"), self.printer)))
        if job.copy:
            self.body.addWidget(label(tr("It stays copy {number}.", number=job.copy), "muted"))
        self.add_cancel()
        self.action = self.add_action(tr("Retry"), self._send)
        now = self._printing.label_printer
        if job.target.takes_raw and now is not None and now != job.target:
            self.printer.addItem(tr("Label printer {name}", name=now.words), now)
            self.printer.setCurrentIndex(1)
        client.runner.run(self, list_printers, self._show, client.messages.error, key="printers")

    def _show(self, found: tuple[Printer, ...]) -> None:
        way = Way.RAW if self._job.target.takes_raw else Way.SYSTEM
        for printer in found:
            target = Target(way, printer.name)
            if target != self._job.target:
                self.printer.addItem(printer.words, target)

    def _send(self) -> None:
        target, queue = self.printer.currentData(), self._printing.queue

        def done(_none: None) -> None:
            self._printing.refresh()
            self.accept()

        self.write(lambda _command: queue.retry(self._job.id, target), done, pressed=self.action)


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
