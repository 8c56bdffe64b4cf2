"""The PostgreSQL clusters of one test run: where they live, how they are shared and cleared away.

All xdist workers of a run share one folder in memory (when it has room) and the clusters in it; EmbeddedServer's own
lock lets whoever comes first start one. The controller removes the folder at the end. A run that was killed leaves
its folder behind; the next run recognises it by its free lock and clears it away.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL

from cleanstation_desktop.database import programs
from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.folder_lock import folder_lock
from cleanstation_desktop.operations.postgres_tools import DEFAULT_PACKAGE, package_binaries

# Nothing here must survive a power cut. Autovacuum would only disturb timings and the copying of templates.
TEST_SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_wal_size": "512MB",
    "max_connections": "150",
}
SMALL_SETTINGS: Mapping[str, str] = {**TEST_SETTINGS, "shared_buffers": "16MB", "max_connections": "40"}

_PREFIX = f"cleanstation-tests-{os.geteuid()}-"
_ROOM = 2 * 1024**3
_ABANDONED_SECONDS = 600


def binaries_to_test() -> Path:
    """The PostgreSQL programs under test: TEST_POSTGRES names a folder or a package; else the embedded ones."""
    chosen = os.environ.get("TEST_POSTGRES") or DEFAULT_PACKAGE
    return Path(chosen) if os.sep in chosen else package_binaries(chosen)


def places() -> list[Path]:
    """Where a run may keep its clusters, best first."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= _ROOM
    return [*([memory] if roomy else []), Path(tempfile.gettempdir())]


def new_run_folder() -> Path:
    """A folder for the clusters of this run, which the account that runs the server for root can pass."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=places()[0]))
    folder.chmod(0o711)
    return folder


def clear_away(folder: Path) -> None:
    """Stop every server in a run folder and remove it."""
    for lock in folder.glob("*/lock"):
        EmbeddedServer(lock.parent).stop()
    shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned() -> None:
    """Clear away the folders of this user's runs that were killed: those whose lock nobody holds."""
    for place in places():
        for folder in place.glob(f"{_PREFIX}*"):
            alive = folder / "alive"
            with contextlib.suppress(OSError, EnvironmentFault):
                if alive.exists() or time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
                    with folder_lock(alive, wait=0):
                        clear_away(folder)


def unique_login(prefix: str) -> str:
    """A login name that no other test uses: login roles belong to the whole cluster."""
    return f"{prefix}_{secrets.token_hex(6)}"


@dataclass(frozen=True)
class Clone:
    """A database of one test, fresh from the template.

    Parameters: cluster, where it lies; name, of the database.
    """

    cluster: EmbeddedServer
    name: str
    logins: list[str] = field(default_factory=list, compare=False)
    """Roles of people who were made for it alone. They belong to the whole cluster, and thousands of them slow it."""
    unmade: list[str] = field(default_factory=list, compare=False)
    """The template, of a database that is made when it is first wanted."""

    @property
    def made(self) -> bool:
        """Whether it is there."""
        return not self.unmade

    def begin(self, template: str | None = None) -> None:
        """Make it, if it is not there. Parameters: template, else its own."""
        if self.unmade:
            own = self.unmade.pop()
            _copy(self, template or own)

    def dsn(self, user: str | None = None, password: str | None = None) -> dict[str, Any]:
        """What `psycopg.connect` wants: as the superuser, or as a person with his or her own password."""
        self.begin()
        known = self.cluster.dsn(self.name)
        return known if user is None else {**known, "user": user, "password": password or ""}

    def url(self, user: str | None = None, password: str | None = None) -> URL:
        """The same for SQLAlchemy."""
        self.begin()
        known = self.cluster.url(self.name)
        return known if user is None else known.set(username=user, password=password or "")

    def connect(
        self, user: str | None = None, password: str | None = None, *, autocommit: bool = False
    ) -> psycopg.Connection[Any]:
        """An open connection over TCP; the caller closes it (use `with`)."""
        return psycopg.connect(**self.dsn(user, password), autocommit=autocommit)

    def prepare(self) -> psycopg.Connection[Any]:
        """The superuser with autocommit, to make what a test starts from; kept open: leave it as it was."""
        self.begin()
        return _keep(self.cluster, self.name)


_kept: dict[tuple[Path, str], psycopg.Connection[Any]] = {}
"""Of this process, by home of the cluster and database: the superuser, to prepare tests. A new connection costs as much
as what it is asked for."""


def _keep(cluster: EmbeddedServer, database: str = "postgres") -> psycopg.Connection[Any]:
    key = (cluster.home, database)
    known = _kept.get(key)
    if known is not None:
        try:
            known.execute("SELECT")  # its server may have been stopped or killed meanwhile
        except psycopg.OperationalError:
            known = None
    if known is None:
        known = _kept[key] = psycopg.connect(**cluster.dsn(database), autocommit=True)
    return known


def close_kept() -> None:
    """Close what preparing tests kept open."""
    while _kept:
        _kept.popitem()[1].close()


def create_clone(cluster: EmbeddedServer, template: str) -> Clone:
    """A new database with the template's contents, owner and walls. Nobody may be connected to the template."""
    clone = later_clone(cluster, template)
    clone.begin()
    return clone


def later_clone(cluster: EmbeddedServer, template: str) -> Clone:
    """The same, made when it is first wanted."""
    return Clone(cluster, f"t_{secrets.token_hex(6)}", unmade=[template])


def _copy(clone: Clone, template: str) -> None:
    _keep(clone.cluster).execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER cs_owner STRATEGY file_copy").format(
            sql.Identifier(clone.name), sql.Identifier(template)
        )
    )
    # Who may connect, and the database's settings, are not copied with its contents: without this every person could
    # make temporary objects in a clone, as nobody can in a real installation.
    clone.prepare().execute((programs.FOLDER / "install" / "database.sql").read_bytes())


def seal_off(clone: Clone) -> None:
    """Let nobody connect to it any more: a session in it would make cloning fail."""
    _leave(clone)
    _keep(clone.cluster).execute(
        sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(sql.Identifier(clone.name))
    )
    end = time.monotonic() + 60
    while ask_outside(clone.cluster, "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [clone.name]):
        assert time.monotonic() < end, f"somebody stays connected to {clone.name}"
        time.sleep(0.02)


def prepare_outside(cluster: EmbeddedServer) -> psycopg.Connection[Any]:
    """The same as `Clone.prepare` in no database of a test."""
    return _keep(cluster)


def ask_outside(cluster: EmbeddedServer, question: str, values: Sequence[Any]) -> Any:
    """The one value that the superuser is answered there."""
    row = prepare_outside(cluster).execute(question.encode(), values).fetchone()
    assert row is not None
    return row[0]


def drop_clone(clone: Clone) -> None:
    """Remove it, cutting sessions that are still open."""
    if not clone.made:
        return
    _leave(clone)
    outside = _keep(clone.cluster)
    outside.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(clone.name)))
    if clone.logins:
        outside.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.SQL(", ").join(map(sql.Identifier, clone.logins))))


def _leave(clone: Clone) -> None:
    kept = _kept.pop((clone.cluster.home, clone.name), None)
    if kept is not None:
        kept.close()
