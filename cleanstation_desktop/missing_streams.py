"""A program without a console on Windows has nowhere to print to: what it logs goes to a file of the account."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

NAME = "client.log"
_LARGEST = 1024 * 1024


def give_streams(folder: Path) -> None:
    """Let what would be printed be written to a file, where there is no stream to print to.

    Parameters: folder, of the account's files. The file begins anew when it is large; the one before is kept once.
    """
    if sys.stdout is not None and sys.stderr is not None:
        return
    stream = _log_file(folder)
    sys.stdout = sys.stdout or stream
    sys.stderr = sys.stderr or stream


def _log_file(folder: Path) -> io.TextIOWrapper:
    """The file; where it cannot be written, nothing: a full disk is no reason not to start."""
    file = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LARGEST:
            file.replace(file.with_suffix(".old.log"))
        return file.open("a", encoding="utf-8", errors="replace", buffering=1)
    except OSError:
        return Path(os.devnull).open("w", encoding="utf-8")
