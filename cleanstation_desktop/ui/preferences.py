"""What a person arranged at this station: sizes, columns, filters, look. Kept per person in a file of the station."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings


class Preferences:
    """Values by name, JSON-able. A value that cannot be read counts as not set: an arrangement is no record."""

    def __init__(self, folder: Path, who: str) -> None:
        """Parameters: folder, of the station's files; who, names the file: a person's id, or "station"."""
        self._settings = QSettings(str(folder / "preferences" / f"{who}.ini"), QSettings.Format.IniFormat)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a name, or the default."""
        stored = self._settings.value(key)
        if not isinstance(stored, str):
            return default
        try:
            return json.loads(stored)
        except ValueError:
            return default

    def filled(self, key: str, plain: Mapping[str, Any]) -> dict[str, Any]:
        """Values by name that were kept together; one that was not, or is of another type, is the plain one."""
        kept = self.get(key)
        found = kept if isinstance(kept, dict) else {}
        return {name: found[name] if type(found.get(name)) is type(value) else value for name, value in plain.items()}

    def set(self, key: str, value: Any) -> None:
        """Keep a value."""
        self._settings.setValue(key, json.dumps(value))

    def save(self) -> None:
        """Write to the file now."""
        self._settings.sync()
