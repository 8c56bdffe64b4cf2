"""The list of an installation's files (files.json): what it says, and by whom it is signed (files.sig; docs/adr/0017).

The signature file holds certificates in PEM, the one that signed first, then the signature over the list's bytes. It
is checked with the library `cryptography`, which is loaded only then.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from cleanstation_desktop.certificate_chain import chain_faults, is_signed_by, read_certificates, subject
from cleanstation_desktop.domain.errors import Finding, InvalidInput

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

FORMAT = 1
LIST = "files.json"
SIGNATURE = "files.sig"
LINK = "link"
LONGEST = 64 * 1024 * 1024
_BLOCK = re.compile(rb"-----BEGIN SIGNATURE-----\s(.+?)-----END SIGNATURE-----", re.DOTALL)
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SignedList:
    """What a list says. Paths are relative to the folder, with slashes.

    files, size in bytes and SHA-256 of each; links, where each points; unlisted, files that may be there as well.
    """

    version: str
    revision: str
    signed_at: dt.datetime
    files: dict[str, tuple[int, str]]
    links: dict[str, str]
    unlisted: frozenset[str]


def parse_list(contents: bytes) -> SignedList:
    """Read a list.

    Parameters: contents, bytes of files.json. Errors: InvalidInput when it cannot be understood.
    """
    try:
        return _parse(json.loads(contents.decode("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = Finding("error", "list_broken", LIST, f"The list of files ({LIST}) is broken: it cannot be understood.")
        raise InvalidInput([fault]) from error


def _parse(values: dict[str, Any]) -> SignedList:
    if values["format"] != FORMAT:
        raise ValueError("another format")
    signed_at = dt.datetime.fromisoformat(values["signed_at"])
    if signed_at.utcoffset() != dt.timedelta(0):
        raise ValueError("signed_at is not UTC")
    files, links = {}, {}
    for path, (first, second) in values["files"].items():
        _demand_inside(path)
        if first == LINK and isinstance(second, str):
            links[path] = second
        elif type(first) is int and first >= 0 and _HASH.fullmatch(second):
            files[path] = (first, second)
        else:
            raise ValueError(f"no size and hash: {path}")
    unlisted = frozenset(values["unlisted"])
    if not files or not all(isinstance(name, str) for name in (values["version"], values["revision"], *unlisted)):
        raise ValueError("no files, or no texts")
    return SignedList(values["version"], values["revision"], signed_at, files, links, unlisted)


def _demand_inside(path: str) -> None:
    """Refuse a path that leads out of the folder, on whichever system it is read."""
    plain = PurePosixPath(path)
    outside = plain.is_absolute() or ".." in plain.parts or "\\" in path or PureWindowsPath(path).drive
    if outside or plain.as_posix() != path or path in {".", ""}:
        raise ValueError(f"not below the folder: {path}")


@dataclass(frozen=True)
class Signer:
    """By whom a list is signed: name, of the certificate; faults, why it does not count, or what there is to know."""

    name: str
    faults: tuple[Finding, ...]


def check_signature(
    contents: bytes, signature: bytes, authorities: list[Certificate], signed_at: dt.datetime, now: dt.datetime
) -> Signer:
    """Check who signed a list.

    Parameters: contents and signature, the bytes of both files; authorities, whom the certificate must come from;
    signed_at, what the list says of itself: the certificate must have been valid then; now, to tell of one that has
    expired since.
    """
    certificates = read_certificates(signature)
    block = _BLOCK.search(signature)
    raw = None if block is None else _decoded(block[1])
    if not certificates or raw is None:
        return Signer("", (_fault("signature_broken", f"The signature ({SIGNATURE}) cannot be understood."),))
    leaf = certificates[0]
    if not is_signed_by(leaf, contents, raw):
        return Signer(
            subject(leaf), (_fault("signature_wrong", f"The list of files ({LIST}) was changed after it was signed."),)
        )
    return Signer(subject(leaf), tuple(chain_faults(certificates, authorities, signed_at, now)))


def _decoded(text: bytes) -> bytes | None:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        return None


def _fault(code: str, message: str) -> Finding:
    return Finding("error", code, SIGNATURE, message)
