"""Runs programs for Windows on Linux, in a wine of its own."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import IO, cast

STUBS = Path(__file__).resolve().parent / "wine_stubs"
_COMPILER = "x86_64-w64-mingw32-gcc"


class Wine:
    """A prefix, which is a Windows with its own drive C and registry. Parameters: prefix, its folder; made when new."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_", "VIRTUAL_"))},
            **{"WINEPREFIX": str(prefix), "WINEARCH": "win64", "WINEDEBUG": "-all"},
            # No .NET, no browser, no entries in the menus of this machine.
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=",
        }
        if not (prefix / "system.reg").exists():
            self._make()

    @property
    def drive(self) -> Path:
        """The folder that is drive C."""
        return self.prefix / "drive_c"

    def run(
        self,
        command: list[str],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        limit: float = 300,
    ) -> str:
        """Run a program and wait for it. Parameters: limit, in seconds. Returns: what it printed.

        Errors: CalledProcessError after its output was shown.
        """
        # A program under wine that holds a terminal changes it, and Python there cannot write to a file: so a pipe.
        process = subprocess.Popen(  # noqa: S603 - what the caller names
            ["wine", *command],  # noqa: S607 - from the PATH, as everywhere
            env={**self.environment, **(environment or {})},
            cwd=folder or self.prefix,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        text = _read(process, limit).decode("utf-8", errors="replace").replace("\r\n", "\n")
        if process.returncode != 0:
            sys.stdout.write(text)
            raise subprocess.CalledProcessError(process.returncode, command, text)
        return text

    def end(self) -> None:
        """Wait until nothing runs in the prefix any more, so that its registry is written."""
        subprocess.run(["wineserver", "-w"], env=self.environment, check=False, timeout=60)  # noqa: S607 - as above

    def _make(self) -> None:
        if shutil.which("wine") is None:
            raise SystemExit("wine is not installed: bash .ci/system-packages python3 installers")
        self.prefix.mkdir(parents=True, exist_ok=True)
        self.run(["wineboot", "--init"])
        self.run(["winecfg", "-v", "win10"])
        self.end()
        for source in STUBS.glob("*.c"):
            library = self.drive / "windows" / "system32" / f"{source.stem}.dll"
            start = "attach" if "attach(" in source.read_text(encoding="utf-8") else "0"
            options = ["-shared", "-Os", "-s", "-nostdlib", f"-Wl,-e,{start}", "-o", str(library)]
            command = [_COMPILER, *options, str(source), "-ladvapi32", "-lkernel32"]
            subprocess.run(command, check=True)  # noqa: S603 - a compiler


def _read(process: subprocess.Popen[bytes], limit: float) -> bytes:
    """What a program prints until it ends; wine's own processes keep its pipe open for longer.

    Errors: TimeoutExpired; the program is killed then.
    """
    end = monotonic() + limit
    found = bytearray()
    with cast("IO[bytes]", process.stdout) as pipe:
        while True:
            ended = process.poll() is not None
            if select.select([pipe], [], [], 0 if ended else 0.1)[0]:
                part = os.read(pipe.fileno(), 65536)
                found += part
                if part:
                    continue
                process.wait(max(end - monotonic(), 0.1))
            if ended:
                return bytes(found)
            if monotonic() > end:
                process.kill()
                process.wait()
                raise subprocess.TimeoutExpired(process.args, limit, bytes(found))


def run_native(
    command: list[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    limit: float = 300,
) -> str:
    """The same on Windows itself."""
    done = subprocess.run(  # noqa: S603 - what the caller names
        command,
        env={**os.environ, **(environment or {})},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=limit,
        check=True,
    )
    return done.stdout
