"""Measures the Windows bundle, signs and seals it, and packs it into its installer with NSIS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from time import perf_counter

from PIL import Image
from version_resource import four_numbers, version

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ICONS = ROOT / "resources" / "icons"
_CLUSTER = 4096
"""What a file takes on a disk is a multiple of this, in bytes."""
_SIDE = (164, 314)
"""Pixels of the picture beside the first and last page, as NSIS wants it; it is stretched on finer screens."""


def measure(bundle: Path, run: Callable[..., str]) -> None:
    """Print how large the bundle is and how fast it starts; under wine that is slower than on Windows."""
    files = _files(bundle)
    size = sum(path.stat().st_size for path in files) / 1e6
    times = []
    for _ in range(3):
        begun = perf_counter()
        run([str(bundle / "cleanstation.exe"), "--version"])
        times.append(perf_counter() - begun)
    sys.stdout.write(
        f"{bundle.relative_to(ROOT)}: {size:.0f} MB in {len(files)} files; "
        f"starts in {times[0]:.2f} s cold, {min(times):.2f} s warm\n"
    )


def make_setup(bundle: Path, out: Path) -> Path:
    """Sign the programs, seal the bundle, and pack it. Parameters: out, the folder for the installer.

    Without a key in the environment the installer says in its name that it is unsigned. Returns: the installer.
    Errors: CalledProcessError, when signing or packing is refused; no installer is left then.
    """
    signed = bool(os.environ.get("SIGNING_CERTIFICATES"))
    environment = dict(os.environ) if signed else {**os.environ, "UNSIGNED": "1"}
    for program in sorted(bundle.glob("*.exe")):
        _run("bash", ROOT / "installer" / "sign.sh", program, environment=environment)
    _run(sys.executable, ROOT / "installer" / "seal_bundle.py", bundle, environment=environment)
    setup = out / f"CleanStation-Desktop-{version()}-x64-setup{'' if signed else '-unsigned'}.exe"
    # One of the two lies there: nobody shall install the other for this one.
    for other in out.glob("CleanStation-Desktop-*-setup*.exe"):
        other.unlink()
    compile_setup(bundle, setup, version(), environment)
    sys.stdout.write(f"{setup.relative_to(ROOT)}: {setup.stat().st_size / 1e6:.0f} MB\n")
    return setup


def compile_setup(bundle: Path, setup: Path, release: str, environment: dict[str, str], *, quick: bool = False) -> None:
    """Pack a folder with makensis, by setup.nsi. Parameters: quick, into a larger file. Errors: CalledProcessError."""
    files = _files(bundle)
    setup.parent.mkdir(parents=True, exist_ok=True)
    listed, side = setup.with_suffix(".nsh"), setup.with_suffix(".bmp")
    listed.write_text(_script(bundle, files), encoding="utf-8")
    _draw_side(side)
    room = sum(-(-path.stat().st_size // _CLUSTER) * _CLUSTER for path in files)
    defines = {
        **{"VERSION": release, "VERSION4": ".".join(map(str, four_numbers(release))), "OUT": setup, "FILES": listed},
        **{"SIZE_KB": room // 1024, "LONGEST": max(len(path.relative_to(bundle).as_posix()) for path in files)},
        **{"ICON": ICONS / "app.ico", "SIDE": side, "SIGN": f'bash "{ROOT / "installer" / "sign.sh"}"'},
    }
    options = [f"-D{name}={value}" for name, value in defines.items()] + ["-DQUICK"] * quick
    # A warning is a mistake that the compiler let pass, such as a text that one language lacks.
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, HERE / "setup.nsi"]
    setup.unlink(missing_ok=True)
    try:
        _run(*command, environment=environment)
    except subprocess.CalledProcessError:
        setup.unlink(missing_ok=True)
        raise
    finally:
        listed.unlink()
        side.unlink()


def _draw_side(file: Path) -> None:
    """Write the picture beside the first and last page: the icon on the client's own soft blue."""
    picture = Image.new("RGB", _SIDE, "#E3EEF9")
    picture.paste("#1B5FA8", (0, _SIDE[1] - 12, *_SIDE))
    with Image.open(ICONS / "app-128.png") as icon:
        picture.paste(icon, ((_SIDE[0] - icon.width) // 2, 48), icon)
    picture.save(file)


def _files(bundle: Path) -> list[Path]:
    """The files, folder by folder: so the two programs stand side by side, and what they share is packed once."""
    files = (path for path in bundle.rglob("*") if path.is_file())
    return sorted(files, key=lambda path: (path.parent.relative_to(bundle).as_posix(), path.name))


def _script(bundle: Path, files: list[Path]) -> str:
    """Lines for NSIS that unpack the files in the same order always: its own search takes them as the disk has them."""
    lines = []
    for folder, inside in groupby(files, key=lambda path: path.parent):
        place = folder.relative_to(bundle).as_posix().replace("/", "\\").replace("$", "$$")
        lines.append(f'SetOutPath "$side\\{place}"' if place != "." else 'SetOutPath "$side"')
        lines += [f'File "{path}"' for path in inside]
    return "\n".join(lines) + "\n"


def _run(*command: str | Path, environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True)  # noqa: S603 - programs of this project, and makensis
