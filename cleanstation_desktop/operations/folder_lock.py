"""One process at a time in a folder, by a lock that the kernel releases when its holder dies."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cleanstation_desktop.domain.errors import EnvironmentFault

_POLL_SECONDS = 0.02


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - exists on POSIX only

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextlib.contextmanager
def folder_lock(file: Path, *, wait: float) -> Iterator[None]:
    """Hold the lock on `file` (made when missing) for the length of the `with` block.

    The file stays behind on purpose: removing it would let two processes hold two different files of one name.

    Parameters: wait, seconds to try before giving up; 0 tries once.
    Errors: EnvironmentFault when another process still holds it after that time; OSError when it cannot be opened.
    """
    end = time.monotonic() + wait
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as handle:
        while not _try_lock(handle):
            if time.monotonic() >= end:
                raise EnvironmentFault(
                    f"Another process has been working in {file.parent} for {wait:.0f} seconds.",
                    hint="Wait until it has finished, or end it, then try again.",
                )
            time.sleep(_POLL_SECONDS)
        # Closing the file releases the lock, on every platform and also when this process is killed.
        yield
