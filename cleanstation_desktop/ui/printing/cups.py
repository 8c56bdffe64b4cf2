"""CUPS, the print system of Linux: raw jobs, and what became of a job. Qt needs the same library to print."""

from __future__ import annotations

import ctypes
import ctypes.util
from contextlib import suppress
from functools import cache
from typing import Any, Final

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui.printing.jobs import NO_PROBLEM, Problem, State
from cleanstation_desktop.ui.text import tr

FORGETS_PRINTED: Final = False
"""CUPS lists a job that ended: one that it does not know was taken away."""
_RAW_FORMAT: Final = b"application/vnd.cups-raw"
_ALL_JOBS: Final = -1
_CONTINUE: Final = 100
_LAST_OK: Final = 0x07  # IPP: successful-ok and its relatives
_NOT_FOUND: Final = 0x406
# IPP job states (RFC 8011 §5.3.7), and what those mean that end a job which the printer had begun.
_STATES: Final = {
    3: (State.PRINTING, NO_PROBLEM),
    4: (State.PRINTING, Problem("held")),
    5: (State.PRINTING, NO_PROBLEM),
    6: (State.PRINTING, Problem("stopped")),
    7: (State.FAILED, Problem("cancelled")),
    8: (State.FAILED, Problem("aborted")),
    9: (State.PRINTED, NO_PROBLEM),
}
_BEGUN: Final = {
    7: (State.MAY_HAVE_PRINTED, Problem("cancelled_late")),
    8: (State.MAY_HAVE_PRINTED, Problem("aborted_late")),
}


class _Job(ctypes.Structure):
    """cups_job_t of cups.h."""

    _fields_ = (
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long),
        ("creation_time", ctypes.c_long),
        ("processing_time", ctypes.c_long),
    )


def ask(printer: str, mark: str) -> tuple[State, Problem] | None:
    """What became of a job. Parameters: mark, what its title begins with. Returns: None when CUPS knows no such job."""
    try:
        found = _find(printer, mark)
    except LookupError:
        return None  # the printer was taken away, and its jobs with it
    except OSError:
        return State.PRINTING, Problem("no_answer")
    if found is None:
        return None
    _, state, begun = found
    return (_BEGUN.get(state) if begun else None) or _STATES.get(state, (State.PRINTING, NO_PROBLEM))


def cancel(printer: str, mark: str) -> None:
    """Take a job back, if it still can be. Parameters: as `ask`."""
    with suppress(LookupError, OSError):
        found = _find(printer, mark)
        if found is not None:
            _library().cupsCancelJob2(None, printer.encode(), found[0], 0)


def _find(printer: str, mark: str) -> tuple[int, int, bool] | None:
    """Number and state of a job, and whether it was begun. Errors: LookupError, no such printer; OSError."""
    library = _library()
    jobs = ctypes.POINTER(_Job)()
    count = library.cupsGetJobs2(None, ctypes.byref(jobs), printer.encode(), 0, _ALL_JOBS)
    if count < 0 and library.cupsLastError() == _NOT_FOUND:
        raise LookupError(printer)
    if count < 0:
        raise OSError(_why())
    try:
        found = [jobs[number] for number in range(count) if (jobs[number].title or b"").startswith(mark.encode())]
        return (found[-1].id, found[-1].state, found[-1].processing_time > 0) if found else None
    finally:
        library.cupsFreeJobs(count, jobs)


def send_raw(printer: str, title: str, content: bytes) -> None:
    """Hand bytes to a printer as they are. Errors: EnvironmentFault when CUPS does not take them."""
    library = _library()
    name = printer.encode()
    number = library.cupsCreateJob(None, name, title.encode()[:255], 0, None)
    if not number:
        raise EnvironmentFault(tr("The printer {name} does not take labels: {detail}", name=printer, detail=_why()))
    begun = library.cupsStartDocument(None, name, number, title.encode()[:255], _RAW_FORMAT, 1)
    sent = begun == _CONTINUE and library.cupsWriteRequestData(None, content, len(content)) == _CONTINUE
    if not sent or library.cupsFinishDocument(None, name) > _LAST_OK:
        why = _why()
        library.cupsCancelJob2(None, name, number, 0)
        raise EnvironmentFault(tr("The printer {name} does not take labels: {detail}", name=printer, detail=why))


def _why() -> str:
    return bytes(_library().cupsLastErrorString() or b"").decode("utf-8", "replace")


@cache
def _library() -> Any:
    try:
        library = ctypes.CDLL(ctypes.util.find_library("cups") or "libcups.so.2")
    except OSError as error:
        raise EnvironmentFault(
            tr("This station has no print system."), hint=tr("Ask the administrator to install CUPS (libcups2).")
        ) from error
    library.cupsLastErrorString.restype = ctypes.c_char_p
    library.cupsWriteRequestData.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t)
    return library
