"""What the client is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleanstation_desktop.ui.station_facts import StationFacts

if TYPE_CHECKING:
    from sqlalchemy import URL


@dataclass(frozen=True)
class Start:
    """Parameters: url, server and database without a person, None while the settings are not read; station, this PC;
    language, of the sign-in window; known, sign-in name and password of the demo's people, to choose from: only a demo
    server has any."""

    url: URL | None
    station: StationFacts
    language: str = "EN"
    known: tuple[tuple[str, str], ...] = field(default=())
