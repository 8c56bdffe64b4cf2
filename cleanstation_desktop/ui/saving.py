"""Files that a person saves: written whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui.text import tr


def write_file(path: Path, content: bytes) -> Path:
    """Write a file beside the former one and put it in its place. Not for the UI thread: shares can be slow.

    Errors: EnvironmentFault when it cannot be written; the former file is there as it was.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise EnvironmentFault(
            tr("{file} cannot be written: {detail}", file=path.name, detail=error.strerror or str(error)),
            hint=tr("Choose another folder."),
        ) from error
    return path
