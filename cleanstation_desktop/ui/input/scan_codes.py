"""What a scanned code means: a build, an order, an inspection, a badge, or nothing that is known here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from cleanstation_desktop.domain.numbering import build_number_fault
from cleanstation_desktop.domain.reading import text_fault

SCHEME = "cleanstation"
LONGEST_CODE = 2500
"""Most characters of a code: a link to an order whose number has 200 letters, each written as up to twelve."""

_LONGEST_NAME = 200
_LINK = re.compile(rf"{SCHEME}://(?P<kind>[a-z]+)/(?P<name>[^/?#]+)/?", re.IGNORECASE)
_ORDER = re.compile(r"PO[:#]\s*(?P<name>\S.*)", re.IGNORECASE)
_IDENTITY = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_BADGE = re.compile(r"[!-~]{4,100}")


class ScanKind(StrEnum):
    """What a code can name."""

    BUILD = "build"
    ORDER = "order"
    INSPECTION = "inspection"
    BADGE = "badge"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class ScanCode:
    """A code and what it names.

    Parameters: value, the build number, PO number, number of the inspection, the whole badge, or the code as scanned;
    certain, whether the code says what it is. A bare number is first looked for among the builds, then the orders.
    """

    kind: ScanKind
    value: str
    certain: bool = True


def parse_scan(text: str) -> ScanCode:
    """Read a scanned code; this never fails.

    Known are links as on the sheets (cleanstation://build/B-1001; order, inspection and badge likewise), "PO:" before
    a PO number, and bare build numbers as in the barcodes.
    """
    code = text.strip()
    if not code or len(code) > LONGEST_CODE or text_fault(code) is not None:
        return ScanCode(ScanKind.NOT_KNOWN, code)
    if link := _LINK.fullmatch(code):
        return _from_link(code, link["kind"].lower(), unquote(link["name"], errors="replace").strip())
    if order := _ORDER.fullmatch(code):
        return _named(ScanKind.ORDER, code, order["name"].strip())
    if build_number_fault(code) is None:
        return ScanCode(ScanKind.BUILD, code, certain=False)
    return ScanCode(ScanKind.NOT_KNOWN, code)


def _from_link(code: str, kind: str, name: str) -> ScanCode:
    if kind == ScanKind.BADGE and badge_of(code) is not None:
        return ScanCode(ScanKind.BADGE, code)  # the badge is known by all that the scanner reads
    if kind in (ScanKind.BUILD, ScanKind.ORDER, ScanKind.INSPECTION):
        return _named(ScanKind(kind), code, name)
    return ScanCode(ScanKind.NOT_KNOWN, code)


def _named(kind: ScanKind, code: str, name: str) -> ScanCode:
    sound = {
        ScanKind.BUILD: build_number_fault(name) is None,
        ScanKind.ORDER: 0 < len(name) <= _LONGEST_NAME and text_fault(name) is None,
        ScanKind.INSPECTION: _IDENTITY.fullmatch(name) is not None,
    }
    return ScanCode(kind, name) if sound[kind] else ScanCode(ScanKind.NOT_KNOWN, code)


def badge_of(text: str) -> str | None:
    """What a locked screen takes for a badge: any code of 4 to 100 printable ASCII characters (DOMAIN §9)."""
    code = text.strip()
    return code if _BADGE.fullmatch(code) else None
