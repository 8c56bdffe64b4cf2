"""The measured plant, for all measurements of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.figures import VERDICTS, table
from tests.bench.million import Million, open_million

REPORT = Path(__file__).parents[2] / "build" / "bench.md"


@pytest.fixture(scope="session")
def million() -> Iterator[Million]:
    """A million builds. Making them takes four minutes, once on this machine."""
    plant = open_million()
    yield plant
    plant.database.cluster.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of all figures with a budget: printed and kept."""
    if not VERDICTS:
        return
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    told = f"Measured on {os.cpu_count()} processors; load at the end {load}.\n\n{table()}"
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(told, encoding="utf-8")
    terminalreporter.write_line(f"\n{told}\nThe table is in {REPORT.relative_to(REPORT.parents[1])}.")
