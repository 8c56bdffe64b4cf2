"""Making the cluster of an embedded server, whole or not at all, and refusing one that these programs cannot serve."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.operations.postgres_tools import Account, PostgresTools, ToolResult
from cleanstation_desktop.operations.server_folder import ServerFolder, check_room, disk_full, write_whole

_SWEEP_SECONDS = 10


def make_cluster(folder: ServerFolder, tools: PostgresTools, superuser: str, *, durable: bool) -> None:
    """Make the cluster if there is none: elsewhere first, renamed when complete, so that a kill leaves no half.

    Must be called under the lock. Each attempt has a folder of its own: the initdb of a starter that was killed may
    still be writing to the last one.
    Parameters: superuser, name of its owner; durable, False leaves out the wait for the disk.
    Errors: EnvironmentFault when it cannot be made, or stands there in another major version; OSError from the files.
    """
    _sweep(folder)
    for own in (folder.run, folder.log):
        own.mkdir(mode=0o700, exist_ok=True)
        _give_away(own, tools.account)
    major = tools.major(folder.home)
    if folder.data.exists():
        _check_cluster(folder, major)
        return
    check_room(folder.home)
    attempt = Path(tempfile.mkdtemp(prefix="attempt-", dir=folder.home))
    try:
        if tools.account is not None:
            attempt.chmod(0o711)
        password = attempt / "password"
        password.touch(0o600)
        password.write_text(_password_to_use(folder), encoding="ascii")
        _give_away(password, tools.account)
        data = attempt / "data"
        done = _initdb(tools, data, superuser, major, durable=durable)
        if done.status < 0:  # killed by somebody; its child may still be writing, so once more elsewhere
            data = attempt / "again"
            done = _initdb(tools, data, superuser, major, durable=durable)
        if done.status != 0:
            if "No space left" in done.output or "Disk quota" in done.output:
                raise disk_full(folder.home)
            check_room(folder.home)  # what initdb says then can be anything
            raise EnvironmentFault(
                f"The cluster in {folder.home} cannot be made: {done.last_words()}",
                hint="Mend what the message names, then try again.",
            )
        # The settings stand outside the cluster, where each start writes them anew.
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(data / "postgresql.conf", flags), "w", encoding="utf-8") as file:
            file.write(f"include '../{folder.settings.name}'\n")
        data.rename(folder.data)
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def _sweep(folder: ServerFolder) -> None:
    """Remove what starters that were killed have begun."""
    end = time.monotonic() + _SWEEP_SECONDS
    for attempt in folder.home.glob("attempt-*"):
        # Its initdb may live on and write into what is being removed, until it misses a file and gives up.
        while attempt.exists() and time.monotonic() < end:
            shutil.rmtree(attempt, ignore_errors=True)
            time.sleep(0.02)


def _initdb(tools: PostgresTools, data: Path, superuser: str, major: int, *, durable: bool) -> ToolResult:
    data.mkdir(mode=0o700)
    _give_away(data, tools.account)
    # The builtin provider sorts and folds case alike on every system, and knows accents; it came with 17.
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return tools.run(
        "initdb",
        *(f"--pgdata={data.name}", f"--username={superuser}", "--auth=scram-sha-256", "--pwfile=password"),
        *("--encoding=UTF8", "--data-checksums", *(provider if major >= 17 else ["--locale=C.UTF-8"])),
        *([] if durable else ["--no-sync"]),
        cwd=data.parent,
        wait=300,
    )


def _check_cluster(folder: ServerFolder, major: int) -> None:
    """Refuse a data folder that the programs of this major version cannot serve."""
    try:
        found = (folder.data / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError as error:
        raise EnvironmentFault(
            f"{folder.data} is no PostgreSQL cluster: {error.strerror}.", hint="Name another folder with --data."
        ) from error
    if found != str(major):
        raise EnvironmentFault(
            f"The cluster in {folder.home} was made by PostgreSQL {found}; this program brings {major}.",
            hint="Start it with the release that made it and take a backup, or name an empty folder with --data.",
        )


def _password_to_use(folder: ServerFolder) -> str:
    """The password kept from an attempt before this one, else a new one."""
    if not folder.password.exists():
        write_whole(folder.password, secrets.token_urlsafe(32), 0o600)
    return folder.read_password()


def _give_away(path: Path, account: Account | None) -> None:
    """Make one file or folder belong to the account that runs the server."""
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
