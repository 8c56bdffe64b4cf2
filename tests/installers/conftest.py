"""What was packed for people, installed and run for real: `make test-installers` names the folder where it lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = os.environ.get("INSTALLERS", "")
CACHE = ROOT / "build" / "installers"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They take many minutes and programs of their own, so only that target runs them."""
    if NAMED:
        return
    reason = pytest.mark.skip(reason="NOT TESTED: the installers; `make test-installers` does")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(reason)


@pytest.fixture(scope="session")
def packed() -> Path:
    """The folder with the installers."""
    return (ROOT / NAMED).resolve()
