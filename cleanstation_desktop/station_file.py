"""The file that says what this station was enrolled for, and the certificates beside it (docs/adr/0012).

It holds no secret. A person's own file goes before the one that an administrator made for every account of the PC.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from stat import S_IWGRP, S_IWOTH
from typing import Any

import platformdirs

from cleanstation_desktop import windows_owner
from cleanstation_desktop.domain.errors import EnvironmentFault

NAME = "station.json"
_FOLDER = "CleanStation Desktop"
_ENROL_AGAIN = "Enrol this station again (cleanstation station enroll)."
_LONGEST = 1024 * 1024
_ATTACHED = re.compile(r"(?:root|client)-[0-9a-f]{16}\.(?:crt|key)")


def own_folder() -> Path:
    """Where the station file of the present account lies."""
    return platformdirs.user_config_path(_FOLDER, appauthor=False)


def shared_folder() -> Path:
    """Where the station file for every account of this PC lies; only an administrator may write there."""
    return platformdirs.site_config_path(_FOLDER, appauthor=False)


def find() -> Path | None:
    """The station file that counts for the present account, or None when the station was never enrolled.

    Errors: EnvironmentFault when it cannot be told, such as in a home that the account may not enter.
    """
    for file in (own_folder() / NAME, shared_folder() / NAME):
        try:
            if file.exists():
                return file
        except OSError as error:
            raise EnvironmentFault(f"{file} cannot be read: {error.strerror}.", hint=_ENROL_AGAIN) from error
    return None


def read(file: Path) -> dict[str, Any]:
    """What a station file says, unchecked: name → value.

    Errors: EnvironmentFault when it cannot be read, is no JSON object, or could have been changed by somebody else.
    """
    try:
        _demand_own(file)
        # Nobody writes a megabyte of settings: such a file is something else.
        with file.open("rb") as source:
            # Editors of Windows begin a file with a byte order mark.
            values = json.loads(source.read(_LONGEST).decode("utf-8-sig"))
    except OSError as error:
        raise EnvironmentFault(f"{file} cannot be read: {error.strerror}.", hint=_ENROL_AGAIN) from error
    except UnicodeDecodeError as error:
        raise EnvironmentFault(f"{file} is broken: it is no UTF-8 text.", hint=_ENROL_AGAIN) from error
    except (ValueError, RecursionError) as error:
        raise EnvironmentFault(f"{file} is broken: it cannot be understood.", hint=_ENROL_AGAIN) from error
    if not isinstance(values, dict):
        raise EnvironmentFault(f"{file} is broken: it holds no settings.", hint=_ENROL_AGAIN)
    return values


def write(
    folder: Path, values: Mapping[str, object], attached: Mapping[str, bytes], *, for_everybody: bool = False
) -> Path:
    """Write a station file and the certificates that it names, so that a kill leaves the old state or the new one.

    Parameters: folder, one of the two above; values, what the file says; attached, the contents of the certificates by
    the names that `values` gives them; they change with their contents, so that the old file stays true until the last
    moment. for_everybody, whether other accounts of this PC may read them.
    Errors: EnvironmentFault when the folder cannot be written.
    """
    mode = 0o644 if for_everybody else 0o600
    with _told(folder):
        folder.mkdir(mode=0o755 if for_everybody else 0o700, parents=True, exist_ok=True)
        for name, contents in attached.items():
            _write_whole(folder / name, contents, mode)
        text = json.dumps(dict(values), indent=2, ensure_ascii=False) + "\n"
        _write_whole(folder / NAME, text.encode(), mode)
        for old in folder.iterdir():
            if _ATTACHED.fullmatch(old.name) and old.name not in attached:
                old.unlink()
    return folder / NAME


def is_locked(key: bytes) -> bool:
    """Whether a key file (PEM) opens with a passphrase only."""
    return b"ENCRYPTED" in key


def _write_whole(file: Path, contents: bytes, mode: int) -> None:
    handle, partial = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(contents)
            out.flush()
            os.fsync(out.fileno())
        Path(partial).chmod(mode)
        Path(partial).replace(file)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _demand_own(file: Path) -> None:
    """Refuse a file that another account can change: it could send passwords to a server of its own."""
    for path in (file, file.parent):
        if _is_others(path):
            raise EnvironmentFault(
                f"{path} can be changed by somebody else, so it is not trusted.",
                hint=(
                    f"Make it your own: take ownership of it as administrator. "
                    f"Or remove {file} and enrol this station again."
                    if sys.platform == "win32"
                    else f"Make it your own: chown and chmod go-w. Or remove {file} and enrol this station again."
                ),
            )


def _is_others(path: Path) -> bool:
    if sys.platform == "win32":
        # Who else may write to it follows from the folder, which the installer closes for all but administrators.
        return not windows_owner.is_trusted(path)
    found = path.stat()
    return bool(found.st_mode & (S_IWGRP | S_IWOTH)) or found.st_uid not in {0, os.geteuid()}


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(
            f"The folder {folder} cannot be written: {error.strerror}.",
            hint="For every account of this PC only an administrator may enrol." if folder == shared_folder() else "",
        ) from error
