"""Reading the server's JSON log: whole lines only, once, through rotation and reuse of names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.operations.server_log import Position, ServerLog


def line(user: str | None = "anna", **other: object) -> bytes:
    """One failed sign-in, as the server writes it."""
    said = {
        "timestamp": "2026-11-23 13:09:58.906 UTC",
        "user": user,
        "dbname": "plant",
        "pid": 7,
        "remote_host": "10.0.0.9",
        "error_severity": "FATAL",
        "state_code": "28P01",
        "message": f'password authentication failed for user "{user}"',
        **other,
    }
    return json.dumps(said).encode() + b"\n"


def read(log: ServerLog, file: Path, position: Position | None = None) -> tuple[list[str], Position | None, list[int]]:
    """Logins found, the position after it, and where each piece began."""
    logins, starts = [], []
    for piece in log.pieces(file, position):
        logins += [str(entry["login"]) for entry in piece.entries]
        starts.append(piece.start)
        position = piece.after
    return logins, position, starts


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A log file of the server."""
    return tmp_path / "server-Mon.json"


def test_a_line_is_read_once_and_only_when_it_is_whole(file: Path) -> None:
    log = ServerLog(file)
    whole, half = line("anna"), line("berta")
    file.write_bytes(whole + half[:40])
    logins, position, _ = read(log, file)
    assert logins == ["anna"]
    assert read(log, file, position) == ([], position, [])
    file.write_bytes(whole + half)
    logins, position, starts = read(log, file, position)
    assert (logins, starts) == (["berta"], [len(whole)])
    assert read(log, file, position)[0] == []


def test_a_name_that_is_used_again_is_read_from_its_start(file: Path) -> None:
    log = ServerLog(file)
    file.write_bytes(line("anna"))
    _, position, _ = read(log, file)
    # Longer than the old one by the time somebody looks, so that its size tells nothing.
    file.write_bytes(line("carla", timestamp="2026-11-30 00:00:00.000 UTC") * 5)
    logins, _, starts = read(log, file, position)
    assert (logins, starts[0]) == (["carla"] * 5, 0)


def test_a_truncated_file_is_read_from_its_start(file: Path) -> None:
    log = ServerLog(file)
    file.write_bytes(line("anna") * 3)
    _, position, _ = read(log, file)
    file.write_bytes(b"")
    assert read(log, file, position)[0] == []
    file.write_bytes(line("berta"))
    assert read(log, file, position)[0] == ["berta"]


def test_a_short_beginning_that_grows_is_the_same_file(file: Path) -> None:
    log = ServerLog(file)
    file.write_bytes(b"{}\n")
    _, position, _ = read(log, file)
    assert position is not None
    assert position.head_length == 3
    file.write_bytes(b"{}\n" + line("anna"))
    assert read(log, file, position)[0] == ["anna"]


def test_a_large_file_comes_in_pieces(file: Path) -> None:
    log = ServerLog(file)
    one = line("anna", detail="x" * 1_000)
    many = 3 * 1024 * 1024 // len(one)
    file.write_bytes(one * many)
    logins, _, starts = read(log, file)
    assert len(logins) == many
    assert len(starts) > 2


def test_spoiled_lines_are_passed_over_and_counted(file: Path) -> None:
    file.write_bytes(
        b'{"timestamp": "20\n' + b"\xff\xfe\x00\n" + b"[1, 2]\n" + b'"text"\n' + b"\n" + line("anna") + b"{}\n"
    )
    (piece,) = ServerLog(file).pieces(file, None)
    assert [entry["login"] for entry in piece.entries] == ["anna"]
    assert piece.spoiled_lines == 3  # the broken one, the bytes that are no text, the empty one


def test_a_line_without_end_does_not_stop_the_reading(file: Path) -> None:
    log = ServerLog(file)
    file.write_bytes(b"x" * (18 * 1024 * 1024) + b"\n" + line("anna"))
    assert read(log, file)[0] == ["anna"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "FAILED"),
        ({"error_severity": "LOG", "state_code": None, "message": "connection authorized: user=anna"}, "SUCCEEDED"),
        ({"error_severity": "LOG", "state_code": None, "message": "connection received: host=1.2.3.4"}, None),
        ({"error_severity": "ERROR", "state_code": "42501", "message": "permission denied"}, "REFUSED"),
        ({"error_severity": "FATAL", "state_code": "42501", "message": "permission denied"}, "REFUSED"),
        ({"error_severity": "ERROR", "state_code": "CS412", "message": "The build is not ready."}, "REFUSED"),
        ({"error_severity": "ERROR", "state_code": "CS409", "message": "stale"}, None),
        ({"error_severity": "ERROR", "state_code": "22012", "message": "division by zero"}, None),
        # What a person writes into a message makes no sign-in of it.
        ({"error_severity": "ERROR", "state_code": "P0001", "message": "connection authorized: user=anna"}, None),
        ({"user": None}, None),
    ],
)
def test_what_a_line_means(file: Path, change: dict[str, Any], kind: str | None) -> None:
    file.write_bytes(line(**{"user": "anna", **change}))
    (piece,) = ServerLog(file).pieces(file, None)
    assert [entry["kind"] for entry in piece.entries] == ([] if kind is None else [kind])


def test_what_cannot_be_stored_is_replaced(file: Path) -> None:
    file.write_bytes(
        b'{"user": "a\\u0000b\\ud800", "error_severity": "FATAL", "state_code": "28P01", "message": "", "pid": "x"}\n'
    )
    (piece,) = ServerLog(file).pieces(file, None)
    (entry,) = piece.entries
    assert entry["login"] == "a�b?"
    assert entry["pid"] == 0
    assert len(line("x" * 5_000)) > 5_000
    file.write_bytes(line("x" * 5_000))
    (piece,) = ServerLog(file).pieces(file, None)
    assert len(piece.entries[0]["login"]) == 63


def test_a_folder_gives_its_json_files_oldest_first(tmp_path: Path) -> None:
    for age, name in ((3, "server-Sun.json"), (1, "server-Tue.json"), (2, "server-Mon.json"), (0, "server-Tue.log")):
        (tmp_path / name).write_bytes(line())
        moment = 1_700_000_000 - age * 86_400
        os.utime(tmp_path / name, (moment, moment))
    names = [file.name for file in ServerLog(tmp_path).files()]
    assert names == ["server-Sun.json", "server-Mon.json", "server-Tue.json"]


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="nowhere"):
        ServerLog(tmp_path / "nowhere").files()
    assert list(ServerLog(tmp_path).pieces(tmp_path / "rotated away.json", None)) == []
