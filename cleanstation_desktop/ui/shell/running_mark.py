"""The mark by which an installer on Windows sees that a client runs, in any account's session."""

from __future__ import annotations

import sys
from typing import Final

NAME: Final = "Global\\CleanStationDesktop"

_SYNCHRONIZE: Final = 0x00100000
# Everybody may see it, system and administrators may do all with it. As a plain mutex it would be its maker's alone: a
# client of a second account could not hold it too, and it would be gone with the first one.
_ACCESS: Final = "D:(A;;0x00100000;;;WD)(A;;GA;;;SY)(A;;GA;;;BA)"


def hold_running_mark() -> bool:
    """Hold the mark until this process ends. Returns: whether it is held; on other systems there is none."""
    if sys.platform != "win32":
        return False
    import ctypes  # noqa: PLC0415 - Windows only
    from ctypes import wintypes  # noqa: PLC0415

    class Attributes(ctypes.Structure):
        """SECURITY_ATTRIBUTES."""

        _fields_ = (("length", wintypes.DWORD), ("descriptor", wintypes.LPVOID), ("inherit", wintypes.BOOL))

    kernel, advapi = ctypes.WinDLL("kernel32"), ctypes.WinDLL("advapi32")
    read = advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
    read.argtypes = (wintypes.LPCWSTR, wintypes.DWORD, ctypes.POINTER(wintypes.LPVOID), wintypes.LPVOID)
    make = kernel.CreateMutexExW
    make.argtypes = (ctypes.POINTER(Attributes), wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD)
    make.restype = wintypes.HANDLE
    descriptor = wintypes.LPVOID()
    if not read(_ACCESS, 1, ctypes.byref(descriptor), None):
        return False
    attributes = Attributes(ctypes.sizeof(Attributes), descriptor, False)
    # The handle is never closed: the system does that when the process ends, however it ends.
    held = make(ctypes.byref(attributes), NAME, 0, _SYNCHRONIZE)
    kernel.LocalFree.argtypes = (wintypes.LPVOID,)
    kernel.LocalFree(descriptor)
    return bool(held)
