"""Fetches the wheels for Windows that the bundle is made of, each by the hashes of requirements.lock.

pip on Linux judges the markers of a requirement by Linux, so which packages belong to the bundle is found here: from
what pyproject.toml asks for, and from what each fetched wheel says that it needs on Windows.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "3.11"
WINDOWS = {
    **{"implementation_name": "cpython", "implementation_version": "3.11.9", "os_name": "nt"},
    **{"platform_machine": "AMD64", "platform_release": "10", "platform_system": "Windows", "platform_version": ""},
    **{"python_full_version": "3.11.9", "platform_python_implementation": "CPython", "python_version": PYTHON},
    **{"sys_platform": "win32"},
}
# Of what exists for Windows as source only, pip could not tell whether it fits; none does.
_FOR_WINDOWS = ("--platform", "win_amd64", "--python-version", PYTHON, "--implementation", "cp")
_BINARY = ("--only-binary", ":all:", "--no-deps", "--disable-pip-version-check", "--quiet")


def read_lock(file: Path) -> dict[str, str]:
    """The lines of requirements.lock without their markers, by the name of the package, each with its hashes."""
    lines = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    kept = {}
    for line in lines:
        if not line or line.startswith("#"):
            continue
        asked, *hashes = re.split(r"\s+(?=--hash=)", line.strip())
        requirement = Requirement(asked)
        if requirement.marker is None or requirement.marker.evaluate(WINDOWS):
            kept[canonicalize_name(requirement.name)] = " ".join([asked.partition(";")[0].strip(), *hashes])
    return kept


def fetch(folder: Path, *extras: str) -> list[Path]:
    """Fetch all wheels of the program with these extras into a folder. Errors: CalledProcessError, when pip refuses."""
    locked = read_lock(ROOT / "requirements.lock")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [Requirement(text) for text in project["dependencies"]]
    asked += [Requirement(text) for extra in extras for text in project["optional-dependencies"][extra]]
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Path] = {}
    seen: set[tuple[str, str]] = set()
    while asked:
        wanted = {(canonicalize_name(one.name), extra) for one in asked for extra in ("", *one.extras)} - seen
        seen |= wanted
        _download(folder, [locked[name] for name in sorted({name for name, _ in wanted} - set(found))])
        found = _by_name(folder, locked)
        asked = [need for name, extra in wanted for need in _needs(found[name], extra)]
    return [found[name] for name in sorted({name for name, _ in seen})]


def fetch_source(requirements: Path, folder: Path) -> None:
    """Fetch a source package by its hash. Errors: CalledProcessError."""
    options = ["--no-deps", "--no-binary", ":all:", "--require-hashes", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), "-r", str(requirements)]
    subprocess.run(command, check=True)  # noqa: S603 - pip itself


def install(wheels: list[Path], folder: Path) -> None:
    """Unpack wheels into a folder, as pip does for another platform. Errors: CalledProcessError."""
    _pip("install", "--target", str(folder), "--no-compile", "--no-index", *_FOR_WINDOWS, *map(str, wheels))


def _download(folder: Path, lines: list[str]) -> None:
    if not lines:
        return
    asked = folder / "requirements.txt"
    asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _pip("download", "--require-hashes", "--dest", str(folder), *_FOR_WINDOWS, "--requirement", str(asked))


def _pip(verb: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", verb, *_BINARY, *arguments], check=True)  # noqa: S603 - pip itself


def _by_name(folder: Path, locked: dict[str, str]) -> dict[str, Path]:
    """The wheels in a folder that the lock means; those of another version lie there from a time before."""
    found = {}
    for wheel in folder.glob("*.whl"):
        name, version, _build, _tags = parse_wheel_filename(wheel.name)
        if name in locked and Requirement(locked[name].partition(" ")[0]).specifier.contains(version, prereleases=True):
            found[name] = wheel
    return found


def _needs(wheel: Path, extra: str) -> list[Requirement]:
    """What a wheel says that it needs on Windows. Parameters: extra, one that was asked for, or "" for none."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = HeaderParser().parsestr(archive.read(name).decode("utf-8")).get_all("Requires-Dist") or []
    needs = [Requirement(line) for line in lines]
    return [one for one in needs if one.marker is None or one.marker.evaluate({**WINDOWS, "extra": extra})]
