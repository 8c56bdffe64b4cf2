"""The server's own log in JSON lines: who signed in, who failed, who was refused; whatever program was used.

It survives rotation, reuse of a file name, truncation, and a last line that is only half written. The position lies in
the database, written in the same transaction as what was read (cs_adm.note_server_log).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanstation_desktop.domain.errors import EnvironmentFault

_PIECE = 1024 * 1024
_LONGEST_LINE = 16 * 1024 * 1024
_HEAD = 256
_WRONG_PASSWORD = "28P01"  # noqa: S105 - an error code
# What a refusal looks like: missing right, authentication too old, role, guard or order, frozen row, append-only table.
_REFUSALS = frozenset({"42501", "CS401", "CS403", "CS412", "CS423", "CS451"})


@dataclass(frozen=True)
class Position:
    """How far a file was read: bytes, and the digest of its first bytes, which tells it from its successor."""

    offset: int
    head_length: int
    head_sha256: bytes


@dataclass(frozen=True)
class Piece:
    """A stretch of whole lines: where it begins, where the reader stands after it, and what it tells."""

    start: int
    after: Position
    entries: tuple[dict[str, Any], ...]
    spoiled_lines: int


class ServerLog:
    """The log of one server.

    Parameters: place, a file, or the folder in which the server writes its `*.json` files.
    """

    def __init__(self, place: Path) -> None:
        self.place = place

    def files(self) -> list[Path]:
        """Log files, the one last written to at the end.

        Errors: EnvironmentFault when the place is not there or closed.
        """
        try:
            if self.place.is_file():
                return [self.place]
            dated = [(entry.stat().st_mtime_ns, entry.name, entry) for entry in self.place.iterdir()]
        except OSError as error:
            raise EnvironmentFault(
                f"The server's log in {self.place} cannot be read: {error.strerror}.",
                hint="Name the folder in which the server writes its JSON log, and let this account read it.",
            ) from error
        return [entry for _, _, entry in sorted(dated) if entry.suffix == ".json" and entry.is_file()]

    def pieces(self, file: Path, position: Position | None) -> Iterator[Piece]:
        """What a file holds beyond a position, a megabyte at a time.

        Parameters: position, from the last piece; None for a file that was never read. When the file is another one by
        now, or shorter, it is read from its start, and the first piece has start 0.
        Errors: EnvironmentFault when it cannot be read.
        """
        try:
            with file.open("rb") as stream:
                start = position.offset if position is not None and _is_same(stream, position) else 0
                while True:
                    stream.seek(start)
                    chunk = _whole_lines(stream)
                    if not chunk:
                        return
                    end = start + len(chunk)
                    stream.seek(0)
                    head = stream.read(min(_HEAD, end))
                    entries, spoiled = _parse(chunk)
                    after = Position(end, len(head), hashlib.sha256(head).digest())
                    yield Piece(start, after, tuple(entries), spoiled)
                    start = end
        except FileNotFoundError:
            return  # rotated away between the listing and now
        except OSError as error:
            raise EnvironmentFault(
                f"The server's log {file} cannot be read: {error.strerror}.", hint="Let this account read it."
            ) from error


def _is_same(stream: Any, position: Position) -> bool:
    stream.seek(0, 2)
    if stream.tell() < position.offset:
        return False
    stream.seek(0)
    head = stream.read(position.head_length)
    return hashlib.sha256(head).digest() == position.head_sha256


def _whole_lines(stream: Any) -> bytes:
    """The next lines that end; nothing when only a part of one is there yet."""
    chunk: bytes = b""
    while True:
        more: bytes = stream.read(_PIECE)
        chunk += more
        end = chunk.rfind(b"\n") + 1
        if end:
            return chunk[:end]
        if len(more) < _PIECE:
            return b""
        if len(chunk) > _LONGEST_LINE:
            return chunk  # no log line is as long: passed over as spoiled, instead of waiting for its end for ever


def _parse(chunk: bytes) -> tuple[list[dict[str, Any]], int]:
    entries: list[dict[str, Any]] = []
    spoiled = 0
    for line in chunk.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            spoiled += 1  # cut by a crash of the server
            continue
        entry = _interpret(said) if isinstance(said, dict) else None
        if entry is not None:
            entries.append(entry)
    return entries, spoiled


def _interpret(said: dict[str, Any]) -> dict[str, Any] | None:
    """What one line means to us, None when nothing. Statements and details are left where they are."""
    state = said.get("state_code")
    severity = said.get("error_severity")
    message = str(said.get("message", ""))
    if severity == "FATAL" and state == _WRONG_PASSWORD:
        kind = "FAILED"
    elif severity == "LOG" and message.startswith("connection authorized:"):
        kind = "SUCCEEDED"
    elif severity in {"ERROR", "FATAL"} and state in _REFUSALS:
        kind = "REFUSED"
    else:
        return None
    login = said.get("user")
    if not login:
        return None
    return {
        "kind": kind,
        "at": str(said.get("timestamp", "")),
        "login": _clean(login, 63),
        "client": _clean(said.get("remote_host") or "", 63),
        "pid": said["pid"] if isinstance(said.get("pid"), int) else 0,
        "sqlstate": state,
        "message": _clean(message, 500) if kind == "REFUSED" else "",
        "application": _clean(said.get("application_name") or "", 63),
        "database": _clean(said.get("dbname") or "", 63),
    }


def _clean(value: object, longest: int) -> str:
    """Text that the database can hold: no NUL, no half characters, no more than so many."""
    return str(value).replace("\0", "�").encode("utf-8", "replace").decode("utf-8")[:longest]
