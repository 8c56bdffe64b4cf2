"""Live refresh: what other stations changed, told to the screens; and whether the server is there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cleanstation_desktop.services.session import Session


class Live(QObject):
    """Signals: changed, a tuple of changes (table, key, version); state_changed, "live", "away" or "off"."""

    changed = Signal(object)
    state_changed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.state = "off"

    def start(self) -> None:
        """Listen from now on."""

    def close(self) -> None:
        """Stop listening."""
