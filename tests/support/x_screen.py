"""An X screen that nobody sees, for a real program's real window."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from PIL import Image


class XScreen:
    """Parameters: display, such as ":5"; memory, the file that holds what it shows."""

    def __init__(self, display: str, memory: Path) -> None:
        self.display = display
        self._memory = memory

    def picture(self) -> Image.Image:
        """What it shows now."""
        data = self._memory.read_bytes()
        fields = struct.unpack(">25I", data[:100])
        start = fields[0] + fields[19] * 12  # the header, then the table of colours
        width, height, row = fields[4], fields[5], fields[12]
        return Image.frombuffer("RGB", (width, height), data[start : start + row * height], "raw", "BGRX", row, 1)

    def windows(self) -> str:
        """The tree of windows with their titles."""
        words = ["xwininfo", "-display", self.display, "-root", "-tree"]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def write_key(file: Path, key: bytes) -> Path:
    """A file with a key for every screen, as xauth writes it; answers the file. Parameters: key, of 16 bytes."""
    every = 0xFFFF
    parts = (b"", b"", b"MIT-MAGIC-COOKIE-1", key)
    file.write_bytes(struct.pack(">H", every) + b"".join(struct.pack(">H", len(part)) + part for part in parts))
    return file


@contextlib.contextmanager
def x_screen(folder: Path, size: str = "1280x800x24", *, keys: Path | None = None) -> Iterator[XScreen]:
    """Start a screen and end it with the block.

    Parameters: folder, empty; size, with the depth; keys, a file with what it asks for, default: everybody is let in.
    """
    locked = () if keys is None else ("-auth", keys)
    reading, writing = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-fbdir", folder, "-nolisten", "tcp", *locked],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                number = told.readline().strip()
            assert number, "Xvfb did not start"
            yield XScreen(f":{number}", folder / "Xvfb_screen0")
        finally:
            server.terminate()
