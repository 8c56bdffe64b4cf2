"""What Windows says about a print job, as the queue understands it; its calls themselves need Windows."""

from __future__ import annotations

import pytest

from cleanstation_desktop.ui.printing.jobs import State
from cleanstation_desktop.ui.printing.winspool import standing

SPOOLING, PRINTING, PRINTED, DELETING, PAPER_OUT, PAUSED = 0x8, 0x10, 0x80, 0x4, 0x40, 0x1
PRINTER_PAUSED, PRINTER_OFFLINE = 0x1, 0x80


@pytest.mark.parametrize(
    ("status", "pages", "printer", "state", "problem"),
    [
        (0, 0, 0, State.PRINTING, ""),
        (SPOOLING | PRINTING, 1, 0, State.PRINTING, ""),
        (PRINTED, 3, 0, State.PRINTED, ""),
        (PRINTED, 3, PRINTER_OFFLINE, State.PRINTED, ""),
        (PRINTING | PAPER_OUT, 1, 0, State.PRINTING, "stopped"),
        (PAUSED, 0, 0, State.PRINTING, "held"),
        (DELETING, 0, 0, State.FAILED, "cancelled"),
        (DELETING | PRINTING, 0, 0, State.MAY_HAVE_PRINTED, "cancelled_late"),
        (DELETING, 1, 0, State.MAY_HAVE_PRINTED, "cancelled_late"),
        # The job itself does not say that its printer stands still.
        (0, 0, PRINTER_PAUSED, State.PRINTING, "held"),
        (0, 0, PRINTER_OFFLINE, State.PRINTING, "stopped"),
    ],
)
def test_a_job_as_windows_lists_it(status: int, pages: int, printer: int, state: State, problem: str) -> None:
    found, why = standing(status, pages, printer)
    assert (found, why.code) == (state, problem)
