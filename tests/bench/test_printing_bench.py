"""How long printing takes, beside a one-page PDF made by the same engine in the same run (DESIGN §7)."""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.printing.bom_csv import bom_csv
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.bom_xlsx import bom_xlsx
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from tests.bench.figures import Budget
from tests.support.prints import bom, long_sheet, opened

SHEET_BUDGET_MS = 200.0
"""For a sheet of three pages (DESIGN §7)."""
FIRST_SHEET_MS = 1_000.0

FIRST_SHEET = """
import time
from tests.support.prints import long_sheet
start = time.perf_counter()
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
qc_sheet_pdf(long_sheet(count=70))
print(time.perf_counter() - start)
"""


def trivial() -> bytes:
    """One page with one word."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 720, "word")
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of a work that has been done once before."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


@pytest.fixture(scope="module")
def baseline() -> float:
    return seconds(trivial, 200)


def report(name: str, taken: float, baseline: float) -> None:
    figures = f"{taken * 1e3:.1f} ms, {taken / baseline:.0f} × a trivial page ({baseline * 1e3:.2f} ms)"
    print(f"\n{name}: {figures}")  # noqa: T201 - the figures are what a bench is for


@pytest.mark.parametrize("mirrored", [False, True], ids=["plain", "mirrored"])
def test_a_sheet_of_three_pages(baseline: float, mirrored: bool) -> None:
    sheet = long_sheet(Language.FR, count=34 if mirrored else 70, mirrored=mirrored)
    with opened(qc_sheet_pdf(sheet)) as document:
        assert len(document) == 3
    name = f"QC sheet of 3 pages, {'mirrored' if mirrored else 'plain'}"
    budget = Budget(f"{name}, middle", SHEET_BUDGET_MS)
    beside = Budget(f"{name}, beside a trivial page", 250, unit="times")
    taken = seconds(lambda: qc_sheet_pdf(sheet), 15)
    report(name, taken, baseline)
    assert budget.allows(taken * 1000, f"{taken / baseline:.0f} × a trivial page")
    assert beside.allows(taken / baseline)


def test_the_first_sheet_of_a_process(baseline: float) -> None:
    """With loading the engine and the fonts, as the first print of the day."""
    name = "QC sheet of 3 pages, first of the process"
    budget = Budget(name, FIRST_SHEET_MS)
    done = subprocess.run([sys.executable, "-c", FIRST_SHEET], check=True, capture_output=True, text=True)
    taken = float(done.stdout)
    report(name, taken, baseline)
    assert budget.allows(taken * 1000, f"{taken / baseline:.0f} × a trivial page")


@pytest.mark.parametrize(("lines", "limit"), [(200, 500), (2_000, 4_000)])
def test_a_bill_as_pdf(baseline: float, lines: int, limit: float) -> None:
    document, name = bom(count=lines), f"BOM of {lines} lines, PDF"
    budget = Budget(f"{name}, beside a trivial page", limit, unit="times")
    taken = seconds(lambda: bom_pdf(document), 5)
    report(name, taken, baseline)
    assert budget.allows(taken / baseline, f"{taken * 1000:.0f} ms")


@pytest.mark.parametrize("lines", [200, 2_000])
@pytest.mark.parametrize("export", [bom_csv, bom_xlsx], ids=["csv", "xlsx"])
def test_a_bill_exported(baseline: float, lines: int, export: Callable[..., bytes]) -> None:
    document, name = bom(count=lines), f"BOM of {lines} lines, {export.__name__}"
    budget = Budget(f"{name}, beside a trivial page", lines, unit="times")
    taken = seconds(lambda: export(document), 5)
    report(name, taken, baseline)
    assert budget.allows(taken / baseline, f"{taken * 1000:.0f} ms")
