"""Where the data files of the program lie: in a checkout, and in a PyInstaller bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def root() -> Path:
    """The folder that holds `resources/` and `migrations/`: the bundle's own folder, or the project's."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else Path(__file__).resolve().parent.parent


def is_bundle() -> bool:
    """Whether the program runs from a bundle, not from its source."""
    return hasattr(sys, "_MEIPASS")


def path(*parts: str) -> Path:
    """A file or folder under resources/, by the parts of its name; not checked for being there."""
    return root().joinpath("resources", *parts)
