"""The embedded server after kills at any point: of who starts it, of initdb, of itself; and stale pid files."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.clusters import unique_login
from tests.support.embedded import ask, kill, small, start_elsewhere


@pytest.mark.slow
def test_the_first_start_survives_a_kill_at_any_point(run_folder: Path) -> None:
    # Importing takes the first part; from before the folder to after the start. Each run draws other moments.
    for moment in [0.15 + (step + random.random()) * 0.11 for step in range(10)]:  # noqa: S311 - a sample, not a secret
        server_home = run_folder / unique_login("killed")
        starter = start_elsewhere(server_home)
        time.sleep(moment)
        starter.kill()
        starter.communicate()
        server = small(server_home)
        server.start()
        assert ask(server, "SELECT 1") == 1, f"killed after {moment:.3f} s"
        assert list(server_home.glob("attempt-*")) == [], f"killed after {moment:.3f} s"
        server.stop()
        shutil.rmtree(server_home)


@pytest.mark.slow
def test_one_folder_survives_many_killed_starts_in_a_row(server_home: Path) -> None:
    for step in range(12):
        starter = start_elsewhere(server_home)
        time.sleep(0.3 + step * 0.06)
        starter.kill()
        starter.communicate()
    server = small(server_home)
    server.start()
    assert ask(server, "SELECT 1") == 1


def initdb_processes(server_home: Path) -> list[int]:
    """The initdb and bootstrap processes that work below a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                name = (entry / "comm").read_text().strip()
                place = str((entry / "cwd").readlink())
            except OSError:
                continue
            if name == "initdb" and place.startswith(f"{server_home}{os.sep}"):
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="finds the process by /proc")
def test_a_killed_initdb_is_repeated(server_home: Path) -> None:
    starter = start_elsewhere(server_home)
    end = time.monotonic() + 20
    while not (found := initdb_processes(server_home)) and time.monotonic() < end:
        time.sleep(0.002)
    os.kill(found[0], signal.SIGKILL)
    answer, _ = starter.communicate()
    assert json.loads(answer)["started"] is True
    assert ask(small(server_home), "SELECT 1") == 1


def test_a_killed_server_is_started_again_and_keeps_what_was_committed(server_home: Path) -> None:
    server = small(server_home, synchronous_commit="on")
    server.start()
    with psycopg.connect(**server.dsn()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    kill(server)
    assert server.start() is True
    assert ask(server, "SELECT n FROM kept") == 7


def test_a_frozen_session_does_not_keep_a_killed_server_from_starting(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    with psycopg.connect(**server.dsn()) as connection:
        session = connection.info.backend_pid
        os.kill(session, signal.SIGSTOP)
        kill(server)
        try:
            with pytest.raises(EnvironmentFault, match=r"does not start: .*in use"):
                server.start(wait=20)
        finally:
            os.kill(session, signal.SIGKILL)
    assert server.start() is True


def servers_user(server: EmbeddedServer) -> int | None:
    """The user to start a program as, to make it one of the server's own user; None: that is we."""
    return server.folder.data.stat().st_uid if os.geteuid() == 0 else None


def write_pid_file(server: EmbeddedServer, process: int | str) -> None:
    """Leave the pid file of a killed server behind, with another process number in it."""
    file = server.folder.data / "postmaster.pid"
    lines = file.read_text().splitlines()
    lines[0] = str(process)
    file.write_text("\n".join(lines) + "\n")


def test_a_pid_file_that_names_another_program_is_no_server(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    kill(server)
    # Of the server's own user, as the server takes no other for a server.
    with subprocess.Popen(["sleep", "60"], user=servers_user(server)) as other:
        try:
            write_pid_file(server, other.pid)
            assert not server.status().running
            assert server.stop() is False
            assert server.start() is True
            assert other.poll() is None, "the other program was killed"
        finally:
            other.kill()


def test_a_pid_file_that_names_another_cluster_is_no_server(server_home: Path, cluster: EmbeddedServer) -> None:
    server = small(server_home)
    server.start()
    kill(server)
    other = cluster.status().process
    assert other is not None
    write_pid_file(server, other)
    assert not server.status().running
    assert server.start() is True
    assert server.stop() is True
    assert cluster.status().process == other


def test_a_pid_file_that_names_a_zombie_is_no_server(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    kill(server)
    with subprocess.Popen(["true"], user=servers_user(server)) as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        write_pid_file(server, zombie.pid)
        assert not server.status().running
        assert server.start() is True


@pytest.mark.parametrize("content", ["", "\n", "no number\n", "999999999\n"])
def test_a_broken_pid_file_is_no_server(server_home: Path, content: str) -> None:
    server = small(server_home)
    server.start()
    kill(server)
    (server.folder.data / "postmaster.pid").write_text(content)
    assert not server.status().running
    assert server.start() is True
