"""`cleanstation service` as a process of its own, for tests that stop or kill it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import URL

_PROGRAM = """
import json, os, pathlib, sys
from sqlalchemy import make_url
from cleanstation_desktop.operations.service import Service
given = json.loads(sys.stdin.read())
place = pathlib.Path(given["log"]) if given["log"] else None
Service(make_url(given["url"]), log_place=place, intervals=given["intervals"]).run()
"""


class ServiceProcess:
    """A running service. Parameters: output, the file into which it writes its own log."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self._output = output

    def said(self) -> str:
        """What it has logged so far."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    def wait_until_it_says(self, words: str, *, seconds: float = 20) -> None:
        """Wait until its log holds the words."""
        end = time.monotonic() + seconds
        while words not in self.said():
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"the service did not say {words!r} but:\n{self.said()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        self.process.kill()
        self.process.wait(timeout=20)

    def terminate(self) -> int:
        """End it as an init system does; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


@contextlib.contextmanager
def service_process(
    url: URL, folder: Path, *, log_place: Path | None, intervals: Mapping[str, float] | None = None
) -> Iterator[ServiceProcess]:
    """Start the service and end it, however the block ends.

    Parameters: url, with the password of its login; folder, for its output; log_place, the server's log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / f"service-{time.monotonic_ns()}.log"
    given = {
        "url": url.render_as_string(hide_password=False),
        "log": str(log_place) if log_place else "",
        "intervals": dict(intervals or {}),
    }
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=sink,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
        )
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(given).encode())
        process.stdin.close()
        yield ServiceProcess(process, output)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=20)
