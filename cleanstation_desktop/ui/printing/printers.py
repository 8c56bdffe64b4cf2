"""The printers of this station, and the way of a document to them: pages through Qt, raw bytes, or over the network."""

from __future__ import annotations

import re
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui.printing.documents import page_sizes, render_strips
from cleanstation_desktop.ui.printing.jobs import (
    NETWORK_PORT,
    NO_PROBLEM,
    UNREACHABLE,
    PrintJob,
    Problem,
    State,
    Target,
    Way,
)
from cleanstation_desktop.ui.printing.paper import lay_out
from cleanstation_desktop.ui.text import tr

if sys.platform == "win32":
    from cleanstation_desktop.ui.printing import winspool as system
else:
    from cleanstation_desktop.ui.printing import cups as system

# Finer than this no office printer prints text; a page would only take longer.
_MOST_DOTS: Final = 600
_NETWORK_WAIT: Final = 10.0
_ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]+))(?::(?P<port>\d{1,5}))?")


@dataclass(frozen=True)
class Printer:
    """A printer of the print system. Parameters: name, of its queue; words, as people know it; is_default."""

    name: str
    words: str
    is_default: bool


@dataclass(frozen=True)
class Delivery:
    """How a hand-over ended: PRINTING, the print system has it; PRINTED, FAILED or MAY_HAVE_PRINTED at once."""

    state: State
    problem: Problem = NO_PROBLEM


def list_printers() -> tuple[Printer, ...]:
    """The printers of this station, the default one first. Asks the print system: not in the UI thread."""
    found = [
        Printer(info.printerName(), info.description() or info.printerName(), info.isDefault())
        for info in QPrinterInfo.availablePrinters()
    ]
    return tuple(sorted(found, key=lambda printer: (not printer.is_default, printer.words.casefold())))


def network_target(address: str) -> Target:
    """A label printer on the network. Parameters: address, host or host:port. Errors: EnvironmentFault."""
    match = _ADDRESS.fullmatch(address.strip())
    port = int(match["port"] or NETWORK_PORT) if match else 0
    if match is None or not 0 < port < 65_536:
        raise EnvironmentFault(
            tr("This is no address of a printer."), hint=tr("Write a host name or IP address, such as 192.168.1.50.")
        )
    host = match["host"] or f"[{match['six']}]"
    return Target(Way.NETWORK, f"{host}:{port}")


def deliver(job: PrintJob, content: bytes) -> Delivery:
    """Hand a job over to its printer."""
    title = f"{job.mark} {job.title}"
    if job.target.way is Way.NETWORK:
        return _send_to_network(job.target.name, content)
    if QPrinterInfo.printerInfo(job.target.name).isNull():
        return Delivery(State.FAILED, Problem("printer_gone", job.target.name))
    try:
        if job.target.way is Way.RAW:
            system.send_raw(job.target.name, title, content)
        else:
            _print_pages(job.target.name, title, content)
    except _BrokenOff:
        take_back(job)
        return Delivery(State.MAY_HAVE_PRINTED, Problem("broken_off"))
    except EnvironmentFault as error:
        return Delivery(State.FAILED, Problem("refused", error.message))
    if ask(job) is None and not system.FORGETS_PRINTED:
        return Delivery(State.FAILED, Problem("not_taken"))
    return Delivery(State.PRINTING)


def ask(job: PrintJob) -> Delivery | None:
    """What became of a job that was handed over; None when nobody knows."""
    if job.target.way is Way.NETWORK:
        return None
    try:
        answer = system.ask(job.target.name, job.mark)
    except EnvironmentFault:
        return Delivery(State.PRINTING, Problem("no_answer"))
    if answer is not None:
        return Delivery(*answer)
    # Where what ended is forgotten, it was printed if it was handed over whole and nothing kept it at the last look.
    printed = system.FORGETS_PRINTED and job.handed_over_at is not None and not job.problem.code
    return Delivery(State.PRINTED) if printed else None


def take_back(job: PrintJob) -> None:
    """Have the print system forget a job, as far as it still can: its paper shall not come out later."""
    if job.target.way is not Way.NETWORK:
        with suppress(EnvironmentFault):
            system.cancel(job.target.name, job.mark)


class _BrokenOff(Exception):
    """Painting did not come to its end: some pages may be on their way."""


def _print_pages(name: str, title: str, pdf: bytes) -> None:
    """Paint the pages of a PDF on a printer."""
    sizes = page_sizes(pdf)
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    if not printer.isValid():
        raise EnvironmentFault(tr("The printer {name} cannot be used.", name=name))
    printer.setResolution(min(printer.resolution(), _MOST_DOTS))
    printer.setDocName(title)
    printer.setFullPage(True)
    sheet = lay_out(printer, sizes[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise EnvironmentFault(tr("The printer {name} cannot be used.", name=name))
    try:
        # Bars of a barcode stay sharp only without the losses of JPEG.
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        for number, size in enumerate(sizes):
            if number:
                if size != sizes[number - 1]:
                    sheet = lay_out(printer, size)
                if not printer.newPage():
                    raise _BrokenOff
            dots = printer.resolution() / 72
            left, first = round(sheet.area.x() * dots), round(sheet.area.y() * dots)
            width, height = round(sheet.area.width() * dots), round(sheet.area.height() * dots)
            for top, strip in render_strips(pdf, number, width, height):
                painter.drawImage(QRect(left, first + top, width, strip.height()), strip)
    except EnvironmentFault as error:
        printer.abort()
        raise _BrokenOff from error
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    if printer.printerState() is QPrinter.PrinterState.Error:
        raise _BrokenOff


def _send_to_network(name: str, content: bytes) -> Delivery:
    host, _, port = name.rpartition(":")
    try:
        connection = socket.create_connection((host.strip("[]"), int(port)), timeout=_NETWORK_WAIT)
    except OSError:
        return Delivery(State.FAILED, Problem(UNREACHABLE, name))
    with connection:
        try:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            # Also when the printer took too long: what it has of the job it may print.
            return Delivery(State.MAY_HAVE_PRINTED, Problem("broken_off"))
        try:
            # The printer closes when it has read everything: nothing else tells that, for what its line holds, and its
            # system acknowledges, it may still leave unread.
            until = time.monotonic() + _NETWORK_WAIT
            while connection.recv(1024):
                connection.settimeout(max(until - time.monotonic(), 0.001))
        except TimeoutError:
            return Delivery(State.MAY_HAVE_PRINTED, Problem("not_closed"))
        except OSError:
            return Delivery(State.MAY_HAVE_PRINTED, Problem("broken_off"))
    return Delivery(State.PRINTED)
