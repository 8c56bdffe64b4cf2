"""The print system of Windows: raw jobs, and what became of a job (winspool.drv)."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from ctypes import wintypes
from functools import cache
from typing import Any, Final

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui.printing.jobs import NO_PROBLEM, Problem, State
from cleanstation_desktop.ui.text import tr

_MOST_JOBS: Final = 1_000
FORGETS_PRINTED: Final = True
"""Windows lists a job no more as soon as the printer has it; nor one that was deleted, or never came to its end."""
_DELETE: Final = 5  # JOB_CONTROL_DELETE
# JOB_STATUS_… of winspool.h.
_PAUSED, _ERROR, _DELETING, _PRINTING, _OFFLINE, _PAPER_OUT, _PRINTED = 0x1, 0x2, 0x4, 0x10, 0x20, 0x40, 0x80
_DELETED, _BLOCKED, _HELP, _COMPLETE = 0x100, 0x200, 0x400, 0x1000
# PRINTER_STATUS_… of winspool.h: error, jam, no paper, trouble with it, offline, needs somebody, out of memory, open.
_PRINTER_PAUSED: Final = 0x1
_PRINTER_STOPPED: Final = 0x2 | 0x8 | 0x10 | 0x40 | 0x80 | 0x100000 | 0x200000 | 0x400000


class _JobInfo(ctypes.Structure):
    """JOB_INFO_1W."""

    _fields_ = (
        ("job_id", wintypes.DWORD),
        ("printer", wintypes.LPWSTR),
        ("machine", wintypes.LPWSTR),
        ("user", wintypes.LPWSTR),
        ("document", wintypes.LPWSTR),
        ("data_type", wintypes.LPWSTR),
        ("status_text", wintypes.LPWSTR),
        ("status", wintypes.DWORD),
        ("priority", wintypes.DWORD),
        ("position", wintypes.DWORD),
        ("total_pages", wintypes.DWORD),
        ("pages_printed", wintypes.DWORD),
        ("submitted", ctypes.c_ushort * 8),
    )


class _DocInfo(ctypes.Structure):
    """DOC_INFO_1W."""

    _fields_ = (("document", wintypes.LPWSTR), ("output", wintypes.LPWSTR), ("data_type", wintypes.LPWSTR))


def ask(printer: str, mark: str) -> tuple[State, Problem] | None:
    """What became of a job. Parameters: mark, what its title begins with. Returns: None for what is not listed."""
    with _Printer(printer) as handle:
        try:
            found = _find(handle, mark)
        except OSError:
            return State.PRINTING, Problem("no_answer")
        if found is None:
            return None
        # PRINTER_INFO_6; what cannot be asked for stays 0, "ready".
        printer_status, needed = wintypes.DWORD(), wintypes.DWORD()
        _library().GetPrinterW(handle, 6, ctypes.byref(printer_status), 4, ctypes.byref(needed))
        _, status, pages_printed = found
        return standing(status, pages_printed, printer_status.value)


def cancel(printer: str, mark: str) -> None:
    """Take a job back, if it still can be. Parameters: as `ask`."""
    with suppress(OSError), _Printer(printer) as handle:
        found = _find(handle, mark)
        if found is not None:
            _library().SetJobW(handle, found[0], 0, None, _DELETE)


def _find(handle: wintypes.HANDLE, mark: str) -> tuple[int, int, int] | None:
    """Number, status and printed pages of a job; None for what is not listed. Errors: OSError."""
    needed, count = wintypes.DWORD(), wintypes.DWORD()
    library = _library()
    library.EnumJobsW(handle, 0, _MOST_JOBS, 1, None, 0, ctypes.byref(needed), ctypes.byref(count))
    room = ctypes.create_string_buffer(max(needed.value, 1))
    if not library.EnumJobsW(handle, 0, _MOST_JOBS, 1, room, len(room), ctypes.byref(needed), ctypes.byref(count)):
        raise OSError(_why())
    jobs = ctypes.cast(room, ctypes.POINTER(_JobInfo))
    found = [jobs[number] for number in range(count.value) if (jobs[number].document or "").startswith(mark)]
    return (found[-1].job_id, found[-1].status, found[-1].pages_printed) if found else None


def send_raw(printer: str, title: str, content: bytes) -> None:
    """Hand bytes to a printer as they are. Errors: EnvironmentFault when Windows does not take them."""
    library = _library()
    with _Printer(printer) as handle:
        info = _DocInfo(title[:255], None, "RAW")
        written = wintypes.DWORD()
        begun = library.StartDocPrinterW(handle, 1, ctypes.byref(info))
        sent = begun and library.WritePrinter(handle, content, len(content), ctypes.byref(written))
        ended = begun and library.EndDocPrinter(handle)
        if not (sent and ended and written.value == len(content)):
            raise EnvironmentFault(tr("The printer {name} does not take labels: {detail}", name=printer, detail=_why()))


class _Printer:
    """An open printer."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._handle = wintypes.HANDLE()

    def __enter__(self) -> wintypes.HANDLE:
        if not _library().OpenPrinterW(self._name, ctypes.byref(self._handle), None):
            raise EnvironmentFault(
                tr("The printer {name} does not answer: {detail}", name=self._name, detail=_why()),
            )
        return self._handle

    def __exit__(self, *_raised: object) -> None:
        _library().ClosePrinter(self._handle)


def standing(status: int, pages_printed: int, printer_status: int) -> tuple[State, Problem]:
    """How a job stands. Parameters: status and pages_printed, of the job; printer_status, of its printer."""
    if status & (_PRINTED | _COMPLETE):
        return State.PRINTED, NO_PROBLEM
    if status & (_DELETING | _DELETED):
        begun = status & _PRINTING or pages_printed
        return (State.MAY_HAVE_PRINTED, Problem("cancelled_late")) if begun else (State.FAILED, Problem("cancelled"))
    if status & (_ERROR | _OFFLINE | _PAPER_OUT | _BLOCKED | _HELP) or printer_status & _PRINTER_STOPPED:
        return State.PRINTING, Problem("stopped")
    held = status & _PAUSED or printer_status & _PRINTER_PAUSED
    return State.PRINTING, Problem("held") if held else NO_PROBLEM


def _why() -> str:
    if sys.platform == "win32":
        return str(ctypes.WinError(ctypes.get_last_error()))
    return ""


@cache
def _library() -> Any:
    if sys.platform != "win32":
        raise EnvironmentFault(tr("This station has no print system."))
    return ctypes.WinDLL("winspool.drv", use_last_error=True)
