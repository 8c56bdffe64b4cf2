"""A print system of the test's own: Debian's CUPS in a folder, and printers on the network that keep what they get."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_PLACES = "/usr/sbin:/sbin:/usr/bin:/bin"
_DAEMON = """LogLevel info
Listen {folder}/run/cups.sock
Browsing Off
BrowseLocalProtocols none
DefaultAuthType None
WebInterface No
PreserveJobHistory Yes
ErrorPolicy retry-job
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES = """ServerRoot {folder}/etc
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
TempDir {folder}/tmp
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""

_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "OFFICE.PPD"
*Manufacturer: "Test"
*Product: "(Office)"
*ModelName: "Office"
*ShortNickName: "Office"
*NickName: "Office"
*PSVersion: "(3010.000) 0"
*ColorDevice: True
*DefaultColorSpace: RGB
*cupsVersion: 1.0
*cupsFilter: "application/vnd.cups-pdf 0 -"
"""
_PAPERS = {"Letter": (612, 792), "A4": (595, 842)}
# What a printer with a description cannot print on, at the sides and at top and bottom, in points.
UNPRINTABLE = (18, 36)


class PaperTray:
    """A printer on the network that keeps what it gets. Parameters: answer, whether it closes when it has read all."""

    def __init__(self, *, answer: bool = True) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._answer = answer
        self.received: list[bytes] = []
        self.begun = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """host:port."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Switch it off: from now on nobody answers there."""
        # Closing alone would not wake the thread that waits for the next job.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._socket.close()

    def wait_for(self, count: int = 1, limit: float = 20.0) -> list[bytes]:
        """What it got, as soon as that many jobs are complete."""
        wait_until(lambda: len(self.received) >= count, limit)
        return self.received

    def _serve(self) -> None:
        waiting: list[socket.socket] = []
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                break
            data = b""
            while piece := connection.recv(65_536):
                data += piece
                self.begun.set()
            if data:
                self.received.append(data)
            if self._answer:
                connection.close()
            else:
                waiting.append(connection)
        for connection in waiting:
            connection.close()


class CupsServer:
    """CUPS in a folder, with a socket of its own; libcups finds it by the environment variable CUPS_SERVER."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What CUPS_SERVER has to say."""
        return str(self.folder / "run" / "cups.sock")

    def start(self) -> None:
        """Start it and wait until it answers."""
        for name in ("etc", "spool", "cache", "run", "tmp", "log"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "etc/cupsd.conf").write_text(_DAEMON.format(folder=self.folder))
        (self.folder / "etc/cups-files.conf").write_text(_FILES.format(folder=self.folder))
        self._process = subprocess.Popen(
            [
                *(_program("cupsd"), "-f", "-c", self.folder / "etc/cupsd.conf"),
                *("-s", self.folder / "etc/cups-files.conf"),
            ]
        )
        wait_until(lambda: "is running" in self._run("lpstat", "-r").stdout, 20)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def add(self, name: str, tray: PaperTray) -> None:
        """Make a printer whose paper comes out in a tray: what it gets goes there unchanged."""
        done = self._run(
            "lpadmin", *("-p", name, "-E", "-m", "raw", "-v", f"socket://{tray.address}/?snmp=false&contimeout=5")
        )
        assert done.returncode == 0, done.stderr

    def add_office(self, name: str, tray: PaperTray, *papers: str) -> None:
        """Make a printer that says which paper it takes, the usual one first, and how far it prints on it."""
        file = self.folder / f"{name}.ppd"
        file.write_text(_description(papers))
        done = self._run("lpadmin", *("-p", name, "-E", "-P", str(file), "-v", f"socket://{tray.address}/?snmp=false"))
        assert done.returncode == 0, done.stderr

    def remove(self, name: str) -> None:
        """Take a printer away."""
        assert self._run("lpadmin", "-x", name).returncode == 0

    def pause(self, name: str) -> None:
        """Stop a printer: jobs stay in its queue."""
        assert self._run("cupsdisable", name).returncode == 0

    def resume(self, name: str) -> None:
        """Let it print again."""
        assert self._run("cupsenable", name).returncode == 0

    def waiting(self, name: str) -> str:
        """What waits for a printer, as lpstat lists it."""
        return self._run("lpstat", "-o", name).stdout

    def cancel_all(self, name: str) -> None:
        """Throw away what waits for a printer."""
        assert self._run("cancel", "-a", name).returncode == 0

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [_program(program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "CUPS_SERVER": self.address, "LC_ALL": "C"},
        )


def _description(papers: tuple[str, ...]) -> str:
    across, along = UNPRINTABLE
    lines = [_PPD]
    for word in ("PageSize", "PageRegion"):
        lines += [f"*OpenUI *{word}: PickOne\n*OrderDependency: 10 AnySetup *{word}\n*Default{word}: {papers[0]}"]
        for paper in papers:
            width, height = _PAPERS[paper]
            lines += [f'*{word} {paper}: "<</PageSize[{width} {height}]/ImagingBBox null>>setpagedevice"']
        lines += [f"*CloseUI: *{word}"]
    lines += [f"*DefaultImageableArea: {papers[0]}\n*DefaultPaperDimension: {papers[0]}"]
    for paper in papers:
        width, height = _PAPERS[paper]
        lines += [f'*ImageableArea {paper}: "{across} {along} {width - across} {height - along}"']
        lines += [f'*PaperDimension {paper}: "{width} {height}"']
    return "\n".join(lines) + "\n"


def demand_cups() -> None:
    """Skip where CUPS is not there and cannot be installed; fail where it only was not."""
    missing = [name for name in ("cupsd", "lpadmin") if shutil.which(name, path=_PLACES) is None]
    missing += [] if Path("/usr/lib/cups/backend/socket").exists() else ["cups"]
    if not missing:
        return
    if os.geteuid() == 0:
        pytest.fail(f"{', '.join(missing)} missing: run .ci/system-packages")
    pytest.skip(f"NOT TESTED ON A REAL PRINT SYSTEM: {', '.join(missing)} missing (Debian packages cups, cups-client)")


def wait_until(happened: Callable[[], bool], limit: float = 20.0) -> None:
    """Wait for something outside of this process."""
    end = time.monotonic() + limit
    while not happened():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def _program(name: str) -> str:
    found = shutil.which(name, path=_PLACES)
    assert found is not None, name
    return found
