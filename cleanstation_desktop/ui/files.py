"""Files that a person names: read no further than may be attached, written whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from cleanstation_desktop.domain.errors import EnvironmentFault, Finding, InvalidInput
from cleanstation_desktop.ui.text import tr

# DOMAIN §9.
_LARGEST = 10 * 1024 * 1024


def read_limited(path: Path) -> bytes:
    """The bytes of a file that is to be attached. Not for the UI thread.

    Of one that is too large, one byte more than may be attached: that tells, and not all of it is read. Errors:
    InvalidInput (field content).
    """
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except OSError as error:
        message = tr("This file cannot be read. Is it still there?")
        raise InvalidInput([Finding("error", "unreadable_file", "content", message)]) from error


def write_file(path: Path, content: bytes) -> Path:
    """Write a file. Not for the UI thread: shares can be slow. Errors: as `written_whole`."""
    with written_whole(path) as beside:
        beside.write_bytes(content)
    return path


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Gives a file beside the former one to be written, and puts it in its place.

    Errors: EnvironmentFault when it cannot be written. After any error the former file is there as it was, and nothing
    beside it.
    """
    # Not by the name of the file: that may be as long as a name may be.
    beside = path.with_name(f".{uuid4().hex}.part")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        raise EnvironmentFault(
            tr("{file} cannot be written: {detail}", file=path.name, detail=error.strerror or str(error)),
            hint=tr("Choose another folder."),
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
