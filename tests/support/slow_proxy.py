"""A TCP proxy before a server: it delays each answer, cuts connections, and takes no new ones, as bad networks do."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from types import TracebackType
from typing import Self

from sqlalchemy import URL

_PIECE = 65536


class SlowProxy:
    """Passes bytes both ways between clients and one server, from a port of its own on 127.0.0.1.

    Parameters: host and port, of the server; delay, seconds by which whatever the server sends arrives later (what
    follows within it is not delayed twice, as on a long line). `delay` may be changed at any time. `journeys` counts
    how often clients said something after they had heard an answer; what they say before is of the same journey.
    `loses`: the next time that a client says this, such as b"COMMIT\\0", the server hears it, and the connection breaks
    instead of giving the answer.
    Use it as a context manager. It runs in threads of its own, so that a Qt test goes on beside it.
    """

    def __init__(self, host: str, port: int, *, delay: float = 0.0) -> None:
        self.delay = delay
        self.loses = b""
        self._server = (host, port)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.port = 0
        self.accepted = 0
        self.journeys = 0
        self._heard: set[socket.socket] = set()
        self._losing: set[socket.socket] = set()

    # -- what tests do with it --------------------------------------------------------------------------------------

    def url(self, url: URL) -> URL:
        """An address of the server, led through this proxy."""
        return url.set(host="127.0.0.1", port=self.port)

    def refuse(self) -> None:
        """Take no new connections: who tries is refused, as by a server that does not run. Open ones stay."""
        with self._lock:
            listener, self._listener = self._listener, None
        if listener is not None:
            # Closing alone leaves the thread that waits in accept() holding the port.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def accept(self) -> None:
        """Take connections again, at the same port."""
        with self._lock:
            if self._listener is not None:
                return
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", self.port))
            self.port = listener.getsockname()[1]
            listener.listen(100)
            self._listener = listener
        threading.Thread(target=self._take, args=(listener,), daemon=True, name="slow proxy").start()

    def cut(self) -> int:
        """Break every open connection at once; returns how many there were."""
        with self._lock:
            broken = list(self._open)
        for connection in broken:
            _close(connection)
        return len(broken) // 2

    def stop_server(self) -> None:
        """Look like a server that was stopped: nothing open, nothing new. `accept` brings it back."""
        self.refuse()
        self.cut()

    @property
    def connections(self) -> int:
        """How many clients are connected now."""
        with self._lock:
            return len(self._open) // 2

    def __enter__(self) -> Self:
        self.accept()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_server()

    # -- its threads ------------------------------------------------------------------------------------------------

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return  # refused from now on
            try:
                server = socket.create_connection(self._server, timeout=10)
            except OSError:
                _close(client)
                continue
            server.settimeout(None)
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {client, server}
                self._heard.add(client)
                self.accepted += 1
                stopped = self._listener is not listener
            if stopped:  # while this one was coming in
                self._end(client, server)
                continue
            later: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
            for work, arguments in (
                (self._ask, (client, server)),
                (self._receive, (server, later)),
                (self._answer, (later, client, server)),
            ):
                threading.Thread(target=work, args=arguments, daemon=True, name="slow proxy").start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        while piece := _read(client):
            with self._lock:
                self.journeys += client in self._heard
                self._heard.discard(client)
                if self.loses and self.loses in piece:
                    self.loses = b""
                    self._losing.add(client)
            if not _send(server, piece):
                break
        self._end(client, server)

    def _receive(self, server: socket.socket, later: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        piece = b"first"
        while piece:
            piece = _read(server)
            later.put((time.monotonic() + self.delay, piece))

    def _answer(
        self, later: queue.SimpleQueue[tuple[float, bytes]], client: socket.socket, server: socket.socket
    ) -> None:
        while True:
            due, piece = later.get()
            time.sleep(max(0.0, due - time.monotonic()))
            with self._lock:
                self._heard.add(client)
                lost = client in self._losing
            if lost or not piece or not _send(client, piece):
                break
        self._end(client, server)

    def _end(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open -= set(ends)
            self._heard -= set(ends)
            self._losing -= set(ends)
        for end in ends:
            _close(end)


def _read(connection: socket.socket) -> bytes:
    try:
        return connection.recv(_PIECE)
    except OSError:
        return b""


def _send(connection: socket.socket, piece: bytes) -> bool:
    try:
        connection.sendall(piece)
    except OSError:
        return False
    return True


def _close(connection: socket.socket) -> None:
    # Wakes the threads that wait in it, which closing alone does not.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
