"""Sums of a release, and its way into a ring (docs/adr/0017).

  python installer/release.py sums DIST
      signs each package of DIST, writes DIST/SHA256SUMS over what is to be published, and signs that
  python installer/release.py publish DIST RING TO
      verifies all signatures and sums, then copies the files to TO/RING/VERSION and names them in TO/RING/CURRENT

A ring is a folder that PCs, or whoever installs on them, take a release from: pilot, then production, which takes
only what is in pilot already, byte by byte. The ring "rehearsal" is for files that were signed with keys for tests,
and the only one that takes them. Keys and authority: as installer/sign.sh says. Exit: 0 done; 1 refused, the ring is
as it was; 2 wrong usage; 3 no usable key, or a folder that cannot be written.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

SIGN = Path(__file__).resolve().parent / "sign.sh"
SUMS = "SHA256SUMS"
RINGS = ("rehearsal", "pilot", "production")
CURRENT = "CURRENT"
TEST_MARK = "TEST ONLY"
DONE, REFUSED, USAGE, ENVIRONMENT = 0, 1, 2, 3
_PUBLISHED = ("*.exe", "*.deb", "*.deb.asc", "*.cdx.json")
_VERSION = re.compile(r"[-_](\d+(?:\.\d+)+)[-_]")


class Refused(Exception):
    """Why nothing was done. Parameters: sentence, status, of the command."""

    def __init__(self, sentence: str, status: int = REFUSED) -> None:
        super().__init__(sentence)
        self.status = status


def make_sums(folder: Path) -> None:
    """Sign the packages, write the sums and sign them. Errors: Refused when there is nothing, or no key."""
    for package in sorted(folder.glob("*.deb")):
        Path(f"{package}.asc").unlink(missing_ok=True)
        _sign(package)
    names = sorted(path.name for path in _release_files(folder))
    if not any(name.endswith((".exe", ".deb")) for name in names):
        raise Refused(f"There is no installer in {folder}: make one first (make installer-windows, installer-deb).")
    (folder / f"{SUMS}.asc").unlink(missing_ok=True)
    lines = [f"{_hash(folder / name)}  {name}\n" for name in names]
    written = folder / f".{SUMS}.new"
    written.write_text("".join(lines), encoding="utf-8", newline="\n")
    written.replace(folder / SUMS)
    _sign(folder / SUMS)
    sys.stdout.write(f"{folder / SUMS}: {len(names)} files\n")


def publish(folder: Path, ring: str, to: Path) -> None:
    """Copy a release into a ring. Errors: Refused, with the reason; the ring is as it was then."""
    if ring not in RINGS:
        raise Refused(f"There is no ring {ring}: name one of {', '.join(RINGS)}.", USAGE)
    for place in (folder, to):
        if not place.is_dir():
            raise Refused(f"There is no folder {place}.", USAGE)
    names = _verified(folder)
    release = _release(names)
    if ring != "rehearsal" and _for_tests_only():
        raise Refused(f"These files are signed with keys for tests; the ring {ring} takes none of them.")
    if ring == "production" and _sums(to / "pilot" / release) != _sums(folder):
        raise Refused(f"{release} is not in the ring pilot with the same files: publish it there first, and try it.")
    place = to / ring / release
    if place.exists():
        if _sums(place) != _sums(folder):
            raise Refused(f"{place} holds other files of the same version: a published release never changes.")
        _demand_whole(place, names)
    current = to / ring / CURRENT
    shown = current.read_text(encoding="utf-8").strip() if current.is_file() else ""
    if shown and Version(shown) > Version(release):
        raise Refused(f"The ring {ring} has {shown}, which is newer than {release}.")
    try:
        if not place.exists():
            _copy(folder, place, [*names, SUMS, f"{SUMS}.asc"])
        _write(current, f"{release}\n")
    except OSError as error:
        raise Refused(f"{to / ring} cannot be written: {error.strerror}.", ENVIRONMENT) from error
    sys.stdout.write(f"{release} is in the ring {ring}: {place}\n")


def _verified(folder: Path) -> list[str]:
    """The names of a release whose every signature and sum is right."""
    if not (folder / SUMS).is_file():
        raise Refused(f"There is no {folder / SUMS}: make release-sums writes it.")
    _verify(folder / SUMS)
    names = _demand_whole(folder, None)
    present = {path.name for path in _release_files(folder)}
    stray = sorted(present - set(names))
    if stray:
        raise Refused(f"Not in {SUMS}: {', '.join(stray)}. Remove it, or make release-sums again.")
    for name in names:
        if "unsigned" in name:
            raise Refused(f"{name} is not signed.")
        if name.endswith((".exe", ".deb")):
            _verify(folder / name)
    return names


def _demand_whole(folder: Path, names: list[str] | None) -> list[str]:
    """The names in a folder's sums, after each file was found to be as they say. Parameters: names, that must stand
    there; None for any."""
    listed = dict(reversed(line.split("  ", 1)) for line in _sums(folder).splitlines() if "  " in line)
    if not listed or (names is not None and set(listed) != set(names)):
        raise Refused(f"{folder / SUMS} does not list the files of this release.")
    for name, expected in listed.items():
        if Path(name).name != name or not (folder / name).is_file():
            raise Refused(f"{folder / name} is missing.")
        if _hash(folder / name) != expected:
            raise Refused(f"{folder / name} is not the file that {SUMS} means.")
    return list(listed)


def _release(names: list[str]) -> str:
    """The one version that all names carry."""
    found = {match[1] if (match := _VERSION.search(name)) else name for name in names}
    if len(found) != 1 or not any(name.endswith((".exe", ".deb")) for name in names):
        raise Refused(f"These are not the files of one release: {', '.join(sorted(found))}.")
    return found.pop()


def _for_tests_only() -> bool:
    """Whether the authority or the key that was verified against says that it is for tests."""
    authority, home = os.environ.get("SIGNING_AUTHORITY"), os.environ.get("SIGNING_GPG_HOME")
    told = [["gpg", *(["--homedir", home] if home else []), "--batch", "-k", os.environ["SIGNING_GPG_KEY"]]]
    if authority:
        told.append(["openssl", "x509", "-noout", "-subject", "-in", authority])
    return any(
        TEST_MARK in subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
        for command in told
    )


def _copy(folder: Path, place: Path, names: list[str]) -> None:
    """Copy files into a new folder, which appears when it is whole."""
    place.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".coming-", ignore_cleanup_errors=True) as coming:
        whole = Path(coming) / "whole"
        whole.mkdir()
        for name in names:
            shutil.copyfile(folder / name, whole / name)
        # What was verified may have been exchanged since: what counts is what has arrived.
        _verified(whole)
        whole.rename(place)


def _write(file: Path, text: str) -> None:
    coming = file.with_name(f".{file.name}.new")
    coming.write_text(text, encoding="utf-8")
    coming.replace(file)


def _release_files(folder: Path) -> Iterator[Path]:
    yield from (path for pattern in _PUBLISHED for path in folder.glob(pattern))


def _sums(folder: Path) -> str:
    file = folder / SUMS
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _hash(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sign(file: Path) -> None:
    _run("signed", file)


def _verify(file: Path) -> None:
    _run("verified", file, "--verify")


def _run(what: str, file: Path, *options: str) -> None:
    status = subprocess.run(["bash", SIGN, *options, file], check=False).returncode  # noqa: S603, S607
    if status != DONE:
        raise Refused(f"{file} was not {what}.", ENVIRONMENT if status == ENVIRONMENT else REFUSED)


def main(arguments: list[str]) -> int:
    """Do what is asked for; answers the exit status."""
    try:
        if len(arguments) == 2 and arguments[0] == "sums" and Path(arguments[1]).is_dir():
            make_sums(Path(arguments[1]))
        elif len(arguments) == 4 and arguments[0] == "publish":
            publish(Path(arguments[1]), arguments[2], Path(arguments[3]))
        else:
            raise Refused("usage: python installer/release.py sums DIST | publish DIST RING TO", USAGE)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return refusal.status
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
