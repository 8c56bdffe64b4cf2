"""The version resource of the programs for Windows: what the explorer shows under Details."""

from __future__ import annotations

import tomllib
from pathlib import Path

PRODUCT = "CleanStation Desktop"
_PURPOSE = {"cleanstation": "CleanStation command", "CleanStationDesktop": PRODUCT}


def version() -> str:
    """The version of the release, from pyproject.toml."""
    file = Path(__file__).resolve().parents[2] / "pyproject.toml"
    return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"])


def four_numbers(release: str) -> tuple[int, int, int, int]:
    """A version as Windows compares them: 1.2.3 is 1.2.3.0."""
    first, second, third, fourth = ([int(part) for part in release.split(".")] + [0, 0, 0])[:4]
    return first, second, third, fourth


def version_resource(name: str) -> object:
    """The resource of one program, as PyInstaller takes it. Parameters: name, of the program without .exe."""
    from PyInstaller.utils.win32 import versioninfo as info  # noqa: PLC0415 - works on Windows only

    release = version()
    numbers = four_numbers(release)
    strings = {
        **{"CompanyName": PRODUCT, "FileDescription": _PURPOSE[name], "FileVersion": release, "InternalName": name},
        **{"OriginalFilename": f"{name}.exe", "ProductName": PRODUCT, "ProductVersion": release},
    }
    english_unicode = (0x0409, 1200)
    table = info.StringTable("040904B0", [info.StringStruct(key, value) for key, value in strings.items()])
    return info.VSVersionInfo(
        ffi=info.FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F, OS=0x40004, fileType=1),
        kids=[
            info.StringFileInfo([table]),
            info.VarFileInfo([info.VarStruct("Translation", list(english_unicode))]),
        ],
    )
