"""Builds the bundle twice in one place and compares: python installer/compare_builds.py FOLDER (docs/adr/0017)

Each file that differs, or is in one build only, is listed with what differs in it. Nothing is signed: a signature says
when it was made. Exit: 0 the same; 1 different; FOLDER/first and FOLDER/second stay to be looked at then.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader
from seal_bundle import commit_time, entries

ROOT = Path(__file__).resolve().parent.parent


def build(folder: Path) -> Path:
    """Make the bundle from nothing. Parameters: folder, the same one each time. Errors: CalledProcessError."""
    for name in ("work", "dist", "cache"):
        shutil.rmtree(folder / name, ignore_errors=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith("SIGNING_")}
    steady = {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": str(commit_time()), "UNSIGNED": "1"}
    environment = {**own, **steady, "PYINSTALLER_CONFIG_DIR": str(folder / "cache")}
    places = ["--distpath", folder / "dist", "--workpath", folder / "work"]
    bundle = folder / "dist" / "cleanstation"
    for command in (
        ["-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *places, ROOT / "build.spec"],
        [ROOT / "installer/describe_bundle.py", bundle, folder / "work/build"],
        [ROOT / "installer/seal_bundle.py", bundle],
    ):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)  # noqa: S603 - own steps
    return bundle


def differences(first: Path, second: Path) -> list[str]:
    """What differs between two bundles, a line each."""
    one, other = entries(first), entries(second)
    lines = [f"only in the first: {name}" for name in sorted(one.keys() - other.keys())]
    lines += [f"only in the second: {name}" for name in sorted(other.keys() - one.keys())]
    lines += [
        f"different: {name}{_inside(first / name, second / name)}"
        for name in sorted(one.keys() & other.keys())
        if one[name] != other[name]
    ]
    if not lines and (first / "files.json").read_bytes() != (second / "files.json").read_bytes():
        lines.append("different: files.json")
    return lines


def _inside(first: Path, second: Path) -> str:
    """Which members of an archive differ, or where a file begins to."""
    if first.is_symlink() or second.is_symlink():
        return (
            f" (to {' and '.join(str(each.readlink()) if each.is_symlink() else 'a file' for each in (first, second))})"
        )
    one, other = _members(first), _members(second)
    if one and other:
        names = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
        return f" (in it: {', '.join(names) or 'only how it is packed'})"
    left, right = first.read_bytes(), second.read_bytes()
    place = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return f" (from byte {place}; {len(left)} and {len(right)} bytes)"


def _members(file: Path) -> dict[str, bytes]:
    """Contents of an archive by name; empty when it is none: a ZIP file, or a program with its modules."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if file.suffix not in {"", ".exe"}:
        return {}
    try:
        program = CArchiveReader(str(file))
    except ArchiveReadError:
        return {}
    members = {name: program.extract(name) for name, entry in program.toc.items() if entry[-1] != "z"}
    for name, entry in program.toc.items():
        if entry[-1] == "z":
            modules = program.open_embedded_archive(name)
            members |= {module: modules.extract(module, raw=True) or b"" for module in modules.toc}
    return members


def main(folder: Path) -> int:
    """Build twice and say what differs; answers the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("first", "second"):
        shutil.rmtree(folder / name, ignore_errors=True)
        build(folder).rename(folder / name)
    lines = differences(folder / "first", folder / "second")
    count = len(entries(folder / "first"))
    if lines:
        sys.stdout.write("\n".join(lines) + f"\n{len(lines)} differences in {count} files\n")
        return 1
    shutil.rmtree(folder)
    sys.stdout.write(f"Two builds of one commit are the same: {count} files\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python installer/compare_builds.py FOLDER")
    sys.exit(main(Path(sys.argv[1]).resolve()))
