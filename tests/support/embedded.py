"""What the tests of the embedded server share: small servers, starting from another process, kills, other users."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.postgres_tools import Account
from tests.support.clusters import SMALL_SETTINGS

# Not `nobody`, who runs the server for root where there is no account `postgres`.
_DAEMON = pwd.getpwnam("daemon")
ORDINARY = Account(_DAEMON.pw_name, _DAEMON.pw_uid, _DAEMON.pw_gid)
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="mounts disks or takes the part of other users: needs root")

# What another process does: start the server in the folder and tell the port and whether it was the one that started.
_STARTER = """
import json, sys
from pathlib import Path
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), settings=json.loads(sys.argv[2]))
started = server.start()
print(json.dumps({"started": started, "port": server.status().port}))
"""


def small(home: Path, **more: str) -> EmbeddedServer:
    """A server that takes little memory, with more settings."""
    return EmbeddedServer(home, settings={**SMALL_SETTINGS, **more})


def ask(server: EmbeddedServer, question: str) -> object:
    """The one value that a query answers."""
    with psycopg.connect(**server.dsn()) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    value: object = row[0]
    return value


def kill(server: EmbeddedServer) -> None:
    """Kill the server's first process as the kernel's memory guard would, and wait until it is gone."""
    process = server.status().process
    assert process is not None
    os.kill(process, signal.SIGKILL)
    while server.status().running:
        time.sleep(0.01)


def start_elsewhere(home: Path) -> subprocess.Popen[str]:
    """Start the server from another process, which a test may kill."""
    return subprocess.Popen(
        [sys.executable, "-c", _STARTER, str(home), json.dumps(dict(SMALL_SETTINGS))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def start_as_ordinary_user(home: Path) -> subprocess.CompletedProcess[str]:
    """Start the server as an ordinary user (for tests that run as root). The last line of stderr tells the error."""
    python = _python_of_everybody()
    packages = skip_unless_open_to_others()
    return subprocess.run(
        [str(python), "-c", _STARTER, str(home), json.dumps(dict(SMALL_SETTINGS))],
        user=ORDINARY.uid,
        group=ORDINARY.gid,
        extra_groups=[],
        env={"HOME": str(home.parent), "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(packages)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def skip_unless_open_to_others() -> list[str]:
    """The folders of the program and its packages; the test is skipped, loudly, where others may not read them."""
    packages = [folder for folder in sys.path if "-packages" in folder or Path(folder, "cleanstation_desktop").is_dir()]
    for folder in packages:
        if ORDINARY.closed_folder(Path(folder)) is not None:
            pytest.skip(f"NOT TESTED AS AN ORDINARY USER: {folder} is closed to others")
    return packages


def _python_of_everybody() -> Path:
    """An interpreter of this version that every user can run: this one, or the system's."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (Path(sys.executable).resolve(), Path(f"/usr/bin/python{version}")):
        if python.exists() and ORDINARY.closed_folder(python.parent) is None:
            return python
    pytest.skip(f"NOT TESTED AS AN ORDINARY USER: no Python {version} is open to others")
