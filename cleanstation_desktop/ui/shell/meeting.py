"""Where the programs of one account meet: the first one opens the client, the others hand over to it (docs/adr/0018).

What is handed over is one short line: show yourself, or go there. Nothing of it signs anybody in.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from time import monotonic, sleep

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from cleanstation_desktop.ui.input.links import LinkRefused, link_of, parse_link

LONGEST = 4096
"""Most bytes of a message: the longest link has room in it."""

_GREETING = "cleanstation 1 "
_TAKEN, _REFUSED = b"taken\n", b"refused\n"
_MOST_AT_ONCE = 8
_TOO_LONG_MS = 2_000
_LONGEST_PLACE = 40
"""Bytes of the path of the account's folder: that of a socket, with what Qt adds while it makes it, may have 107."""

_PATIENCE = 10.0
"""Seconds in which a client that is just starting, on a slow PC, begins to listen."""


class Meeting(QObject):
    """One client for each account and folder. Signal: asked, a link, or "" for the window alone."""

    asked = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Parameters: folder, of the station's files; clients with other folders do not meet."""
        super().__init__(parent)
        self._address, lock = _place(folder)
        self._lock = None if lock is None else QLockFile(str(lock))
        if self._lock is not None:
            # Held for weeks; whether its holder lives is what counts.
            self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self.is_first = False

    def hand_over(self, link: str = "", *, patience: float = _PATIENCE) -> bool:
        """Have the client that runs go to a link, or come to the front.

        Returns: False when there is none: then this program is the client from now on. So it is, without hearing of
        others, when one is there and does not answer: work waits for no program that hangs.
        """
        end = monotonic() + patience
        while True:
            if self._lock is None or self._lock.tryLock(0):
                self.is_first = self._lock is not None
                return False
            if self._say(link):
                return True
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                return False  # no room for a lock, or no folder: waiting makes none
            if monotonic() > end:
                self._clear_ruin(self._lock)
                return False
            sleep(0.05)

    def listen(self) -> None:
        """Hear of the others from now on; only the first one does."""
        if not self.is_first or self._server is not None:
            return
        # One that was killed left its socket behind; nobody else holds the lock, so it is nobody's.
        QLocalServer.removeServer(self._address)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST_AT_ONCE)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(self._address):
            import structlog  # noqa: PLC0415 - slow to import

            reason = self._server.errorString()
            structlog.get_logger("meeting").warning("no_meeting", address=self._address, reason=reason)

    def close(self) -> None:
        """Hear nothing more; another program may be the client."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock is not None and self.is_first:
            self._lock.unlock()
        self.is_first = False

    def _clear_ruin(self, lock: QLockFile) -> None:
        """Take a lock that names no holder, as when the power failed while it was written: nobody ever gives it up."""
        named, *_holder = lock.getLockInfo()
        # Who holds it in truth keeps it open, and then it is not removed.
        if not named and lock.removeStaleLockFile():
            self.is_first = lock.tryLock(0)

    def _say(self, link: str) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(_TOO_LONG_MS):
            return False
        _let_come_to_front()
        socket.write(f"{_GREETING}{f'open {link}' if link else 'show'}\n".encode())
        answer = b""
        while not answer.endswith(b"\n") and len(answer) < LONGEST and socket.waitForReadyRead(_TOO_LONG_MS):
            answer += socket.readAll().data()
        socket.abort()
        return answer == _TAKEN

    def _on_connection(self) -> None:
        server = self._server
        while server is not None and (socket := server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(LONGEST + 1)
            socket.readyRead.connect(lambda socket=socket: self._on_words(socket))
            socket.disconnected.connect(socket.deleteLater)
            QTimer.singleShot(_TOO_LONG_MS, socket, socket.abort)
            self._on_words(socket)

    def _on_words(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine() and socket.bytesAvailable() <= LONGEST:
            return
        message = read_message(bytes(socket.readLine(LONGEST + 1).data()))
        socket.readyRead.disconnect()
        socket.write(_REFUSED if message is None else _TAKEN)
        socket.flush()
        socket.disconnectFromServer()
        if message is not None:
            self.asked.emit(message)


def read_message(line: bytes) -> str | None:
    """What another program asks for: a link, or "" for the window; None for what is no message of ours."""
    if len(line) > LONGEST or not line.endswith(b"\n") or not line.isascii():
        return None
    words = line.decode("ascii").removesuffix("\n")
    if not words.startswith(_GREETING):
        return None
    wanted = words.removeprefix(_GREETING)
    if wanted == "show":
        return ""
    try:
        return link_of(parse_link(wanted.removeprefix("open "))) if wanted.startswith("open ") else None
    except LinkRefused:
        return None


def _place(folder: Path) -> tuple[str, Path | None]:
    """Address and lock; no lock where the account has no place of its own for one."""
    name = hashlib.sha256(str(folder.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    if sys.platform == "win32":
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return "", None
        name = f"{name}-{_windows_session()}"
        return f"cleanstation-desktop-{name}", folder / f"client-{name}.lock"
    own = _own_folder()
    # Short, whatever the folder is called.
    return (str(own / f"{name}.socket"), own / f"{name}.lock") if own is not None else ("", None)


def _own_folder() -> Path | None:
    """A folder that is closed to other accounts and local to this PC; None when somebody else took its name."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    fits = 0 < len(os.fsencode(runtime)) <= _LONGEST_PLACE
    base = Path(runtime) if fits and _is_own(Path(runtime)) else None
    own = base / "cleanstation-desktop" if base else Path(tempfile.gettempdir()) / f"cleanstation-desktop-{os.getuid()}"
    try:
        own.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return own if _is_own(own) else None


def _is_own(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _windows_session() -> int:
    """Number of the desktop: an account may be signed in to several, and only one of them is looked at."""
    import ctypes  # noqa: PLC0415 - Windows only

    number = ctypes.c_ulong()
    if sys.platform == "win32":
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
    return number.value


def _let_come_to_front() -> None:
    """Windows lets only the program that the person just used hand the front on."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        any_process = 0xFFFFFFFF
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)
