"""A screen that nobody sees, as large as the client wants one: said to Qt before it is loaded."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

_SCREEN = {"name": "unseen", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96}


def use_unseen_screen(folder: Path) -> None:
    """Have Qt draw where nobody looks. Without a word it takes a screen of 800 × 800, which is too small.

    Parameters: folder, in which the description of the screen stays as long as the program runs.
    """
    file = folder / "screen.json"
    file.write_text(json.dumps({"screens": [_SCREEN]}), encoding="utf-8")
    name = str(file)
    if sys.platform == "win32":
        # Qt takes what follows a colon for the next option, so the letter of the drive cannot be named.
        if file.drive != Path.cwd().drive:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            return
        name = file.as_posix().removeprefix(file.drive)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={name}"
