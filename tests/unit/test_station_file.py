"""The station file: whole or not at all, nobody else's, and told in words when it is broken."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cleanstation_desktop import station_file
from cleanstation_desktop.domain.errors import EnvironmentFault


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "shared"))


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_own_file_goes_before_everybodys() -> None:
    assert station_file.find() is None
    shared = station_file.write(station_file.shared_folder(), {"server": "a"}, {}, for_everybody=True)
    assert station_file.find() == shared
    own = station_file.write(station_file.own_folder(), {"server": "b"}, {})
    assert (station_file.find(), station_file.read(own)) == (own, {"server": "b"})
    assert (mode(own), mode(own.parent)) == (0o600, 0o700)
    assert (mode(shared), mode(shared.parent)) == (0o644, 0o755)


def test_a_file_that_was_opened_and_saved_on_windows() -> None:
    """Some editors write a byte order mark; a file in another encoding is told as one."""
    file = station_file.write(station_file.own_folder(), {"server": "a"}, {})
    text = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8-sig")
    assert station_file.read(file) == {"server": "a"}
    file.write_text(text, encoding="utf-16")
    with pytest.raises(EnvironmentFault, match="is broken: it is no UTF-8 text"):
        station_file.read(file)


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is too long fails for root as well, who may enter every home."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ("x" * 300)))
    with pytest.raises(EnvironmentFault, match="cannot be read") as told:
        station_file.find()
    assert "cleanstation station enroll" in told.value.hint


def test_certificates_of_an_earlier_enrolment_go_and_nothing_else_does() -> None:
    folder = station_file.own_folder()
    first, second = f"root-{'a' * 16}.crt", f"root-{'b' * 16}.crt"
    station_file.write(folder, {"root_certificate": first}, {first: b"1"})
    (folder / "of-somebody.crt").touch()
    station_file.write(folder, {"root_certificate": second}, {second: b"2"})
    assert sorted(path.name for path in folder.iterdir()) == ["of-somebody.crt", second, "station.json"]
    assert ((folder / second).read_bytes(), mode(folder / second)) == (b"2", 0o600)


def test_a_write_that_fails_leaves_the_old_state(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = station_file.own_folder()
    file = station_file.write(folder, {"server": "old"}, {})
    before = file.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        station_file.write(folder, {"server": "new"}, {})
    assert file.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["station.json"]


@pytest.mark.parametrize(
    "contents", [b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"null", b"[" * 100_000, b"{}" + b" " * 2**20 + b"x"]
)
def test_a_broken_file(contents: bytes) -> None:
    file = station_file.write(station_file.own_folder(), {}, {})
    file.write_bytes(contents)
    if contents.startswith(b"{}"):
        assert station_file.read(file) == {}
        return
    with pytest.raises(EnvironmentFault, match="is broken") as caught:
        station_file.read(file)
    assert str(file) in caught.value.message
    assert "cleanstation station enroll" in caught.value.hint


def test_a_file_that_cannot_be_read() -> None:
    folder = station_file.own_folder() / station_file.NAME
    folder.mkdir(parents=True)
    with pytest.raises(EnvironmentFault, match="cannot be read: Is a directory"):
        station_file.read(folder)


@pytest.mark.parametrize("bits", [0o620, 0o602, 0o666])
@pytest.mark.parametrize("of_folder", [False, True])
def test_what_somebody_else_can_change_is_not_trusted(bits: int, of_folder: bool) -> None:
    file = station_file.write(station_file.own_folder(), {"server": "a"}, {})
    (file.parent if of_folder else file).chmod(bits | (0o711 if of_folder else 0))
    with pytest.raises(EnvironmentFault, match="changed by somebody else"):
        station_file.read(file)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_not_trusted() -> None:
    file = station_file.write(station_file.own_folder(), {"server": "a"}, {})
    os.chown(file, 12345, 12345)
    with pytest.raises(EnvironmentFault, match="changed by somebody else"):
        station_file.read(file)


def test_a_folder_that_cannot_be_made() -> None:
    station_file.shared_folder().parent.parent.mkdir(parents=True, exist_ok=True)
    station_file.shared_folder().parent.touch()
    with pytest.raises(EnvironmentFault, match="cannot be written") as caught:
        station_file.write(station_file.shared_folder(), {}, {}, for_everybody=True)
    assert "administrator" in caught.value.hint


def test_it_is_text_that_a_person_can_read() -> None:
    file = station_file.write(station_file.own_folder(), {"station": "Poste d’emballage", "port": 5432}, {})
    assert json.loads(file.read_text(encoding="utf-8")) == {"station": "Poste d’emballage", "port": 5432}
    assert "Poste d’emballage" in file.read_text(encoding="utf-8")
