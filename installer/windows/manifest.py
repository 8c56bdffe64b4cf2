"""The manifest of the programs for Windows: PyInstaller's own, and UTF-8 as the code page of the process."""

from __future__ import annotations

_SETTINGS = "<windowsSettings>"
# libpq opens the plant's certificate by the narrow calls of Windows, and gets its path in UTF-8: in the code page of
# the PC the file of an account like André would not be there. Windows takes this from 10, 1903, on.
_CODE_PAGE = '<activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>'


def manifest() -> str:
    """The manifest, as PyInstaller takes it."""
    from PyInstaller.utils.win32 import winmanifest  # noqa: PLC0415 - only who makes the bundle has it

    usual: str = winmanifest.create_application_manifest().decode("utf-8")
    if usual.count(_SETTINGS) != 1:
        raise ValueError("PyInstaller's manifest is not what it was: look where the code page belongs.")
    return usual.replace(_SETTINGS, _SETTINGS + _CODE_PAGE)
