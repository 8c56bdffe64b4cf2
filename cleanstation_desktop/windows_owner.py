"""Who owns a file on Windows, where the mode of a file does not say it (docs/adr/0015)."""

from __future__ import annotations

import sys
from pathlib import Path

# Of winnt.h and accctrl.h.
_FILE_OBJECT, _OWNER, _TOKEN_QUERY, _TOKEN_USER = 1, 1, 8, 1
_LOCAL_SYSTEM, _ADMINISTRATORS = 22, 26


def is_trusted(path: Path) -> bool:
    """Whether the present account, the administrators or the system own a file or folder; elsewhere nobody knows.

    Errors: OSError when Windows does not tell.
    """
    if sys.platform != "win32":
        return False
    import ctypes  # noqa: PLC0415 - Windows only
    from ctypes import wintypes  # noqa: PLC0415

    security, kernel = ctypes.WinDLL("advapi32", use_last_error=True), ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    security.OpenProcessToken.argtypes = (wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE))
    for release in (kernel.LocalFree, kernel.CloseHandle):
        release.argtypes = (wintypes.HANDLE,)

    owner, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
    read = security.GetNamedSecurityInfoW
    pointer = ctypes.POINTER(ctypes.c_void_p)
    read.argtypes = (wintypes.LPCWSTR, ctypes.c_int, wintypes.DWORD, pointer, *(ctypes.c_void_p,) * 3, pointer)
    failed = read(str(path), _FILE_OBJECT, _OWNER, ctypes.byref(owner), None, None, None, ctypes.byref(descriptor))
    if failed:
        raise ctypes.WinError(failed)
    token = wintypes.HANDLE()
    try:
        if any(security.IsWellKnownSid(owner, known) for known in (_LOCAL_SYSTEM, _ADMINISTRATORS)):
            return True
        if not security.OpenProcessToken(kernel.GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)):
            raise ctypes.WinError(ctypes.get_last_error())
        size = wintypes.DWORD()
        room = ctypes.create_string_buffer(256)
        if not security.GetTokenInformation(token, _TOKEN_USER, room, len(room), ctypes.byref(size)):
            raise ctypes.WinError(ctypes.get_last_error())
        # TOKEN_USER begins with the address of the account's own mark, which stands behind it.
        own = ctypes.c_void_p.from_buffer(room)
        return bool(security.EqualSid(owner, own))
    finally:
        kernel.LocalFree(descriptor)
        if token:
            kernel.CloseHandle(token)
