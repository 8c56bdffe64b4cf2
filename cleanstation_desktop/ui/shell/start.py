"""What the client is started with."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import URL

from cleanstation_desktop.ui.client import StationFacts


@dataclass(frozen=True)
class Start:
    """Parameters: url, server and database without a person; station, this PC; language, of the sign-in window; known,
    sign-in name and password of the demo's people, to choose from: only a demo server has any."""

    url: URL
    station: StationFacts
    language: str = "EN"
    known: tuple[tuple[str, str], ...] = field(default=())
