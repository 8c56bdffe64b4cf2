"""What was left in the station's print queue goes on when somebody signs in; loads no printing before that."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from PySide6.QtCore import QTimer

from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.loading import load

# The first screen is read and painted by then.
_AFTER_MS: Final = 1_000


def take_up_later(client: Client) -> None:
    """Let the print queue go on once the person's first screen is there."""

    def loaded(station: ModuleType) -> None:
        station.take_up(client)

    def begin() -> None:
        client.runner.run(
            client, lambda: load("cleanstation_desktop.ui.printing.station"), loaded, key="print queue taken up"
        )

    QTimer.singleShot(_AFTER_MS, client, begin)
