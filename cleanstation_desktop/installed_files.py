"""Whether an installation is as it was delivered: its files against the signed list (docs/adr/0017).

The authority that the signer's certificate must come from lies in the installation too. Who can change the program can
change that as well: such a check finds damage and careless changes. Against an attacker the authority comes from
outside (`cleanstation verify-installation --authority`), or the installer's own signature is verified.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from cleanstation_desktop import resources
from cleanstation_desktop.certificate_chain import read_certificates
from cleanstation_desktop.domain.errors import EnvironmentFault, Finding, InvalidInput, UsageError
from cleanstation_desktop.signed_list import LIST, LONGEST, SIGNATURE, SignedList, check_signature, parse_list

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

AUTHORITY = "_internal/signing-authority.pem"
INSTALL_AGAIN = "Install the program again, from a file whose signature you have verified."


class Verdict(Enum):
    """What a check came to. NOT_SIGNED: every file is as listed, but nobody vouches for the list."""

    GOOD = "good"
    DAMAGED = "damaged"
    NOT_SIGNED = "not_signed"


@dataclass(frozen=True)
class Report:
    """What a check found.

    signer, name of the certificate, None when nothing is signed; from_outside, whether the authority came from outside
    the installation; findings, worst first: errors, each a reason for the verdict, and warnings.
    """

    folder: Path
    verdict: Verdict
    version: str
    revision: str
    signed_at: dt.datetime | None
    signer: str | None
    from_outside: bool
    files: int
    findings: tuple[Finding, ...]


def own_folder() -> Path | None:
    """The folder that this program is installed in; None in a source checkout."""
    return Path(sys.executable).resolve().parent if resources.is_bundle() else None


def verify(folder: Path | None = None, authority: Path | None = None, now: dt.datetime | None = None) -> Report:
    """Check an installation.

    Parameters: folder, default: the one of this program; authority, PEM file with the certificates that are trusted,
    default: those in the installation; now, default: this PC's clock.
    Errors: EnvironmentFault in a source checkout; UsageError when the folder or the authority is not there.
    """
    place = own_folder() if folder is None else folder
    if place is None:
        raise EnvironmentFault(
            "This program runs from its source, not from an installation: there is no list to check it against.",
            hint="Name an installation by --folder.",
        )
    if not place.is_dir():
        raise UsageError(f"There is no folder {place}.")
    trusted = _outside_authorities(authority)
    moment = now or dt.datetime.now(dt.UTC)
    try:
        contents = _read(place / LIST)
        listed = parse_list(contents)
    except InvalidInput as error:
        return Report(place, Verdict.DAMAGED, "", "", None, None, authority is not None, 0, tuple(error.findings))
    signer, faults = _signer(place, contents, listed, trusted, moment)
    findings = [*faults, *_compare(place, listed)]
    errors = [finding for finding in findings if finding.severity == "error"]
    unsigned = [finding for finding in errors if finding.code == "not_signed"]
    verdict = Verdict.GOOD if not errors else Verdict.NOT_SIGNED if errors == unsigned else Verdict.DAMAGED
    return Report(
        folder=place,
        verdict=verdict,
        version=listed.version,
        revision=listed.revision,
        signed_at=listed.signed_at,
        signer=signer,
        from_outside=authority is not None,
        files=len(listed.files) + len(listed.links),
        findings=tuple(sorted(findings, key=lambda finding: finding.severity != "error")),
    )


def _outside_authorities(file: Path | None) -> list[Certificate] | None:
    if file is None:
        return None
    try:
        found = read_certificates(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    if not found:
        raise UsageError(f"{file} holds no certificate.", hint="It must be in PEM form.")
    return found


def _read(file: Path) -> bytes:
    """The bytes of a list. Errors: InvalidInput when it is not there, cannot be read, or is too long to be one."""
    try:
        with file.open("rb") as source:
            contents = source.read(LONGEST + 1)
    except FileNotFoundError as error:
        raise _no_list("list_missing", f"The list of files ({LIST}) is missing.") from error
    except OSError as error:
        raise _no_list("unreadable", f"{file.name} cannot be read: {error.strerror}.") from error
    if len(contents) > LONGEST:
        raise _no_list("list_broken", f"The list of files ({LIST}) is broken: it cannot be understood.")
    return contents


def _no_list(code: str, message: str) -> InvalidInput:
    return InvalidInput([Finding("error", code, LIST, message)])


def _signer(
    folder: Path, contents: bytes, listed: SignedList, trusted: list[Certificate] | None, now: dt.datetime
) -> tuple[str | None, tuple[Finding, ...]]:
    """Name of who signed, and what is wrong with it."""
    try:
        signature = (folder / SIGNATURE).read_bytes()
    except FileNotFoundError:
        return None, (Finding("error", "not_signed", SIGNATURE, "The installation is not signed."),)
    except OSError as error:
        return None, (Finding("error", "unreadable", SIGNATURE, f"{SIGNATURE} cannot be read: {error.strerror}."),)
    if trusted is None:
        try:
            trusted = read_certificates((folder / AUTHORITY).read_bytes())
        except OSError:
            trusted = []  # the comparison tells that the file is missing
    signer = check_signature(contents, signature, trusted, listed.signed_at, now)
    return signer.name, signer.faults


def _compare(folder: Path, listed: SignedList) -> Iterator[Finding]:
    """Each difference between the folder and the list."""
    unread: list[OSError] = []
    found = set(_files(folder, unread))
    for error in unread:
        yield _unreadable(_inside(folder, str(error.filename)), error)
    for path in sorted((listed.files.keys() | listed.links.keys()) - found):
        yield Finding("error", "missing", path, f"The file {path} is missing.")
    for path in sorted(found):
        if path in listed.files or path in listed.links:
            yield from _compare_one(folder / path, path, listed)
        elif path not in {LIST, SIGNATURE} and path not in listed.unlisted:
            yield Finding("error", "added", path, f"The file {path} does not belong to the program.")


def _compare_one(file: Path, path: str, listed: SignedList) -> Iterator[Finding]:
    changed = Finding("error", "changed", path, f"The file {path} was changed since it was delivered.")
    try:
        state = file.lstat()
        if path in listed.links:
            if not stat.S_ISLNK(state.st_mode) or file.readlink().as_posix() != listed.links[path]:
                yield changed
            return
        size, expected = listed.files[path]
        if not stat.S_ISREG(state.st_mode) or state.st_size != size:
            yield changed
            return
        with file.open("rb") as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != expected:
                yield changed
    except OSError as error:
        yield _unreadable(path, error)


def _files(folder: Path, unread: list[OSError]) -> Iterator[str]:
    """Everything below a folder that is no folder itself, links included; what could not be looked into is noted."""
    for place, folders, names in os.walk(folder, onerror=unread.append):
        for name in (*names, *(each for each in folders if (Path(place) / each).is_symlink())):
            yield _inside(folder, str(Path(place) / name))


def _inside(folder: Path, file: str) -> str:
    return Path(file).relative_to(folder).as_posix()


def _unreadable(path: str, error: OSError) -> Finding:
    return Finding("error", "unreadable", path, f"{path} cannot be read: {error.strerror}.")
