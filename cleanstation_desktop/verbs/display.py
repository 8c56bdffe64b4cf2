"""Whether a window can be opened here. Qt does not say so: it ends the program, in words of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cleanstation_desktop import resources

_LIBRARY = "libxcb.so.1"
"""What Qt speaks to X with, too: it knows every way to write a display and finds the key to it."""


def display_fault() -> str:
    """Why no window can be opened; empty when one can. It asks the screen itself, which takes a millisecond."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if sys.platform in {"win32", "darwin"} or (platform and not platform.startswith(("xcb", "wayland"))):
        return ""
    by_x = os.environ.get("DISPLAY", "")
    # The bundle has Qt's part for X alone.
    by_wayland = "" if resources.is_bundle() else os.environ.get("WAYLAND_DISPLAY", "")
    if not by_x and not by_wayland:
        return "There is no display to open a window on."
    if (by_x and _x_lets_in()) or (by_wayland and _wayland_answers(by_wayland)):
        return ""
    return f"The display {by_x or by_wayland} does not answer, or lets this account open no window."


def _x_lets_in() -> bool:
    """Whether the X server of DISPLAY answers and takes this account; without the library nobody knows."""
    import ctypes  # noqa: PLC0415 - loaded on a way to a window alone, which needs it anyway

    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return True
    library.xcb_connect.restype = ctypes.c_void_p
    library.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    for name in ("xcb_connection_has_error", "xcb_disconnect"):
        getattr(library, name).argtypes = (ctypes.c_void_p,)
    connection = library.xcb_connect(None, None)
    try:
        return not library.xcb_connection_has_error(connection)
    finally:
        library.xcb_disconnect(connection)


def _wayland_answers(name: str) -> bool:
    """Whether somebody listens at the socket, which lies in the account's own folder."""
    if sys.platform == "win32":
        return False
    import socket  # noqa: PLC0415 - most screens are X's

    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name))
    except OSError:
        return False
    return True
