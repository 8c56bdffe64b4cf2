"""What every test of the client begins with: English, the light look, no secret and no settings of earlier tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from cleanstation_desktop.ui import text, theme
from tests.support.memory_keyring import MemoryKeyring


@pytest.fixture(autouse=True)
def fresh_station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A station that nobody has used: folders of its own, an empty keyring, and afterwards the usual look again."""
    for folder in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{folder}_HOME", str(tmp_path / "station" / folder.lower()))
    MemoryKeyring.secrets.clear()
    yield
    text.set_language("EN")
    application = QApplication.instance()
    if isinstance(application, QApplication) and theme.is_dark():
        theme.apply(application, "light")
