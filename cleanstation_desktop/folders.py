"""Where this machine's files lie. Apart from the settings, so that the window can be opened before they are read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs


def default_data_folder() -> Path:
    """Where the demo's server and other files of this machine lie.

    Root's own home is closed to the account that runs PostgreSQL for root, so root gets a folder of the system's.
    """
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path("/var/lib/cleanstation-desktop")
    return platformdirs.user_data_path("CleanStation Desktop", appauthor=False)
