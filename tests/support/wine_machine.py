"""A Windows of the test's own, in wine: programs are installed and run on it for real."""

from __future__ import annotations

import contextlib
import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = "CleanStation Desktop"
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\CleanStationDesktop"
_LIMIT = 600.0
# Wine keeps variables of the Qt outside to itself; what begins with WINE it hands on without that.
_NO_SCREEN = {"WINEQT_QPA_PLATFORM": "offscreen"}
_REGISTRIES = ("system.reg", "user.reg", "userdef.reg")
# What Windows keeps for itself, and what any program leaves in the folder for temporary files.
_OF_THE_SYSTEM = re.compile(r"windows(/|$)|users/[^/]+/(AppData/Local/)?Temp(/|$)")


def tool(name: str) -> Any:
    """A module of installer/windows, which is no package. Parameters: name, such as "package"."""
    folder = str(ROOT / "installer" / "windows")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


@dataclass(frozen=True)
class Ended:
    """How a program ended. Parameters: status, as Windows has it; log, what an installer wrote down."""

    status: int
    log: str


class Machine:
    """A Windows 10. Parameters: prefix, its folder, made when it is not there, as new when it is."""

    def __init__(self, prefix: Path) -> None:
        self._wine = tool("wine").Wine(prefix)
        self.drive: Path = self._wine.drive
        self._new = prefix / "new"
        self._awake: subprocess.Popen[bytes] | None = None
        if not self._new.exists():
            self._keep_as_new()
        self.renew()

    def renew(self) -> None:
        """Make it a PC again on which nothing was ever installed."""
        self.shut_down()
        for name in _REGISTRIES:
            shutil.copy(self._new / name, self._new.parent)
        for name in sorted(self.files() - self.kept(), reverse=True):
            path = self.drive / name
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        helper = self.drive / "helper.exe"
        options = ["-municode", "-Wall", "-Werror", "-Os", "-s", "-o", str(helper)]
        source = ROOT / "tests" / "installers" / "helper.c"
        subprocess.run(["x86_64-w64-mingw32-gcc", *options, source], check=True)
        # As long as one program runs, wine need not start all of its own for each of the others.
        self._awake = self.start("hold", r"Local\awake")

    def kept(self) -> set[str]:
        """The files of a new one."""
        return set((self._new / "files.txt").read_text(encoding="utf-8").splitlines())

    def files(self) -> set[str]:
        """Every file and folder on drive C but what Windows keeps for itself."""
        names = (path.relative_to(self.drive).as_posix() for path in self.drive.rglob("*"))
        return {name for name in names if not _OF_THE_SYSTEM.match(name)}

    def run(self, *command: str | Path, **environment: str) -> str:
        """What a program prints. Errors: CalledProcessError when it fails."""
        asked = {**_NO_SCREEN, "NO_COLOR": "1", **environment}
        return str(self._wine.run([str(word) for word in command], environment=asked, limit=_LIMIT))

    def end_of(self, program: str | Path, *words: str, how: str = "run", **environment: str) -> Ended:
        """How a program ends. Parameters: how, "run" as administrator or "restricted" as somebody else."""
        for log in self.drive.glob("users/*/**/* setup.log"):
            log.unlink()
        told = self.run(r"C:\helper.exe", how, program, *words, **environment)
        found = re.search(r"^exit (\d+)$", told, re.MULTILINE)
        assert found is not None, told
        logs = [log.read_text(encoding="utf-16") for log in self.drive.glob("users/*/**/* setup.log")]
        return Ended(int(found[1]), "".join(logs))

    def launch(self, *command: str | Path, output: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start a program that runs on."""
        return subprocess.Popen(
            ["wine", *map(str, command)],
            env={**self._wine.environment, **_NO_SCREEN},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            cwd=self.drive,
        )

    def start(self, how: str, what: str) -> subprocess.Popen[bytes]:
        """Start the helper, and wait until it has what it shall hold."""
        process = self.launch(r"C:\helper.exe", how, what, output=subprocess.PIPE)
        assert process.stdout is not None
        with process.stdout as told:
            assert told.readline() == b"held\r\n"
        return process

    @contextlib.contextmanager
    def holding(self, how: str, what: str) -> Iterator[None]:
        """While another program has something. Parameters: how, "hold" a mutex or "lock" a file."""
        process = self.start(how, what)
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def registry(self, key: str) -> dict[str, str] | None:
        """The values of a key below HKEY_LOCAL_MACHINE, the nameless one as ""; None when there is no such key."""
        try:
            told = self.run("reg", "query", rf"HKLM\{key}", "/reg:64")
        except subprocess.CalledProcessError:
            return None
        values = {}
        for line in told.splitlines():
            if found := re.fullmatch(r"    (.+?)    REG_\w+(?:    (.*))?", line):
                values["" if found[1] == "(Default)" else found[1]] = found[2] or ""
        return values

    def shut_down(self) -> None:
        """End what runs on it, and wait until it is off."""
        subprocess.run(["wineserver", "-k"], env=self._wine.environment, check=False, timeout=60)
        if self._awake is not None:
            self._awake.wait(timeout=60)
            self._awake = None
        self._wine.end()

    def _keep_as_new(self) -> None:
        self._wine.end()
        self._new.mkdir()
        for name in _REGISTRIES:
            shutil.copy(self._new.parent / name, self._new)
        (self._new / "files.txt").write_text("\n".join(sorted(self.files())), encoding="utf-8")
