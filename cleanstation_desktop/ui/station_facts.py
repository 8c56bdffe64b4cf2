"""This PC, as the client shows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StationFacts:
    """This PC. Parameters: name; environment, what the server is for; server, its host; folder, of the station's own
    files (print queue, preferences, crash reports)."""

    name: str
    environment: str
    server: str
    folder: Path
