"""The folder of an embedded server: what lies in it, to whom it belongs, and which process works on it.

As root the server's own folders (data, run, log) belong to the unprivileged account that runs it, and everything else
to root; names inside folders of that account are never followed as links.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from cleanstation_desktop.domain.errors import EnvironmentFault, ServerFull
from cleanstation_desktop.operations.postgres_tools import Account, server_account

# A socket's path may have 107 bytes on Linux and 103 on others; PostgreSQL adds "/.s.PGSQL.65535" to the folder.
_LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.65535")
_UNWRITTEN_SECONDS = 1.0
_ROOM_MB = 100
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT) if sys.platform != "win32" else (errno.ENOSPC,)


@contextlib.contextmanager
def folder_faults(home: Path) -> Iterator[None]:
    """Turn the refusals of the file system into known errors that name the folder and say what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise disk_full(home) from error
        raise EnvironmentFault(
            f"The data folder {home} cannot be used: {error.strerror or error}"
            + (f" ({error.filename})." if error.filename else "."),
            hint="Name another folder that you may write to, with --data.",
        ) from error


def disk_full(home: Path) -> ServerFull:
    """The error for a disk without room for the server."""
    return ServerFull(
        f"The disk that holds {home} is full: a server needs {_ROOM_MB} MB there.",
        hint="Make room, or name a folder on another disk with --data.",
    )


def check_room(home: Path) -> None:
    """Raise the error for a full disk when there is no room for a new cluster."""
    if shutil.disk_usage(home).free < _ROOM_MB * 1024**2:
        raise disk_full(home)


def _quoted(value: str) -> str:
    """A value as postgresql.conf wants it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


class ServerFolder:
    """Names and states of the files of one embedded server.

    Parameters: home, absolute path of the folder; nothing is touched before `prepare`.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"
        self.run = home / "run"
        self.log = home / "log"
        self.lock = home / "lock"
        self.password = home / "password"
        self.settings = home / "server.conf"

    # -- whose it is ------------------------------------------------------------------------------------------------

    def account(self) -> Account | None:
        """Who runs the server here: the owner of the cluster when root comes later, else see `server_account`.

        Errors: EnvironmentFault when the cluster belongs to somebody else.
        """
        account = server_account()
        if sys.platform == "win32" or not self.data.exists():
            return account
        owner = self.data.stat()
        if owner.st_uid == os.geteuid():
            if account is None:
                return None
            raise EnvironmentFault(
                f"The cluster in {self.home} belongs to root, and PostgreSQL does not run as root.",
                hint=f"Give it back: chown -R {account.name} {self.data} {self.log} {self.run}",
            )
        if account is None:
            raise EnvironmentFault(
                f"The cluster in {self.home} belongs to another user (number {owner.st_uid}).",
                hint="Start as that user, or name a folder of your own with --data.",
            )
        return Account(f"number {owner.st_uid}", owner.st_uid, owner.st_gid)

    def prepare(self) -> None:
        """Make the folder itself, or accept one that is empty or was made by this class.

        Errors: EnvironmentFault when it holds other things (its mode would be changed and files added), or when the
        account that runs the server for root cannot reach it; OSError when it cannot be made.
        """
        account = self.account()
        missing = [step for step in [*reversed(self.home.parents), self.home] if not step.exists()]
        nearest = missing[0].parent if missing else self.home
        if not nearest.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(nearest))
        if account is not None:
            closed = account.closed_folder(nearest if missing else nearest.parent)
            if closed is not None:
                raise EnvironmentFault(
                    f"The folder {closed} is closed to the user '{account.name}', who runs PostgreSQL for root.",
                    hint="Name a folder elsewhere with --data, as below /var/lib, or start as an ordinary user.",
                )
        for step in missing:
            with contextlib.suppress(FileExistsError):  # another process of ours was faster
                step.mkdir()
            if account is not None:
                step.chmod(0o711)  # not left to the umask: the server's account must pass
        if self.lock.exists():
            return
        if any(entry.name != "lost+found" for entry in self.home.iterdir()) and not self.lock.exists():
            raise EnvironmentFault(
                f"The folder {self.home} holds other things.", hint="Name an empty or a new folder with --data."
            )
        self.home.chmod(0o700 if account is None else 0o711)

    # -- the process ------------------------------------------------------------------------------------------------

    def postmaster(self) -> tuple[int | None, int | None]:
        """Process number and port of the server that works on this cluster; None and None when none does.

        The port is None too as long as the server has not written it.
        """
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
            process = int(lines[0])
        except (OSError, IndexError, ValueError):
            return None, None
        if not self._works_here(process):
            return None, None
        return process, int(lines[3]) if len(lines) > 3 and lines[3].isdecimal() else None

    def _works_here(self, process: int) -> bool:
        """Whether that process is a live server on this cluster: not gone, no zombie, no other one with its number."""
        if sys.platform == "win32":
            # The number of a process cannot be asked for its folder here; the server's own test decides at start.
            return _windows_process_lives(process)
        entry = Path("/proc", str(process))
        try:
            name, _, rest = entry.joinpath("stat").read_text(errors="replace").partition("(")[2].rpartition(")")
        except OSError:
            return False
        if name != "postgres" or rest.split()[0] in {"Z", "X"}:
            return False
        try:
            return entry.joinpath("cwd").samefile(self.data)
        except OSError:
            return True  # not allowed to look: when in doubt it is ours, and its pid file stays

    def drop_remains(self) -> None:
        """Remove what a server that was killed left behind and a new one would stumble over.

        A pid file whose process is gone is no trouble: the server sees that itself, and safely. But it waits for ever
        on a file that names a zombie or another program of the same user (process numbers come again), or is empty.
        Call it only when `postmaster` knows of none.
        """
        if sys.platform == "win32":
            return
        file = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            first = file.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
            if first.isdecimal():
                os.kill(int(first), 0)  # signal 0 only asks whether it exists
                file.unlink()
            elif time.time() - file.stat().st_mtime > _UNWRITTEN_SECONDS:
                file.unlink()
        for left in self.run.iterdir():  # sockets and their lock files
            left.unlink(missing_ok=True)

    def new_start_log(self) -> Path:
        """The file for what the server says before its log is open, emptied."""
        file = self.log / "start-up.log"
        file.unlink(missing_ok=True)
        return file

    # -- contents ---------------------------------------------------------------------------------------------------

    def read_password(self) -> str:
        """The superuser's password.

        Errors: EnvironmentFault when it is gone or may not be read.
        """
        try:
            return self.password.read_text(encoding="ascii")
        except OSError as error:
            raise EnvironmentFault(
                f"The password of the server in {self.home} cannot be read: {error.strerror}.",
                hint="Put the file back, start as the user who made the folder, or name another folder with --data.",
            ) from error

    def last_port(self) -> int:
        """The port of the last run; 0 when there was none."""
        try:
            found = re.search(r"^port = '(\d+)'$", self.settings.read_text(encoding="utf-8"), re.MULTILINE)
        except OSError:
            return 0
        return int(found[1]) if found else 0

    def write_settings(self, settings: Mapping[str, str]) -> None:
        """Write the server's settings, whole or not at all."""
        text = "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())
        write_whole(self.settings, text, 0o644)  # no secrets in it, and the server's account must read it

    def socket_settings(self) -> dict[str, str]:
        """The socket in run/; none at all where its path would be too long, as TCP on 127.0.0.1 does the same."""
        fits = sys.platform != "win32" and len(os.fsencode(self.run)) <= _LONGEST_SOCKET_FOLDER
        quoted = '"' + str(self.run).replace('"', '""') + '"'
        return {"unix_socket_directories": quoted if fits else "", "unix_socket_permissions": "0700"}


def write_whole(file: Path, text: str, mode: int) -> None:
    """Write a file so that a kill or a power cut leaves the old one or the new one."""
    partial = file.with_name(f"{file.name}.new")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.chmod(mode)  # whatever the umask
    partial.replace(file)


def _windows_process_lives(process: int) -> bool:
    """Whether a process of that number exists (Windows, where os.kill(…, 0) would end it)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - its windll exists on Windows only

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if not handle:
            return False
        ctypes.windll.kernel32.CloseHandle(handle)
    return True
