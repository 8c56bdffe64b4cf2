"""The data of a printed or exported bill of materials, and its totals by item (DOMAIN §5, DESIGN §5).

Plain data; whoever prints fills it from the database or from an explosion. Importing this loads nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.printing.common import FIRST_COPY, AuditSeal, PrintCopy, Signature

Quantity = int | Decimal


@dataclass(frozen=True)
class BomLine:
    """One line of the exploded list.

    Parameters: path, "3.2"; level, 0 for the selected items; item, the part number; kind, "assembly", "part" or
    "custom"; quantity per parent; extended_quantity per build; rule, the company's rule number or ""; positions of
    the basins it belongs to; note.
    """

    path: str
    level: int
    item: str
    kind: str
    name: str
    quantity: Quantity
    extended_quantity: Quantity
    rule: str = ""
    positions: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class BomFinding:
    """What the rules remarked. Parameters: severity, "error" or "warning"; code; field; message."""

    severity: str
    code: str
    field: str
    message: str


@dataclass(frozen=True)
class BomDocument:
    """One revision of the bill of materials of one build. Without a signature it is printed as a draft.

    Parameters: revision, from 1; status, code of the revision's state; made_at, with its zone, also the time that
    the files themselves carry until the revision is signed; change, why this revision was made; zone, the plant's;
    qr, text of a QR code.
    """

    build_number: str
    language: Language
    revision: int
    status: str
    made_at: datetime
    lines: tuple[BomLine, ...]
    findings: tuple[BomFinding, ...] = ()
    po_number: str = ""
    customer: str = ""
    project: str = ""
    model: str = ""
    family: str = ""
    change: str = ""
    signatures: tuple[Signature, ...] = ()
    seal: AuditSeal | None = None
    copy: PrintCopy = FIRST_COPY
    zone: tzinfo = UTC
    company: str = "Torvan Medical"
    qr: str = ""

    @property
    def created(self) -> datetime:
        """The time in the files' metadata: of the last signature, or when the revision was made."""
        return max((signature.signed_at for signature in self.signatures), default=self.made_at)


@dataclass(frozen=True)
class BomTotal:
    """One item over the whole build. Parameters: quantity per build; places, the number of lines it stands on."""

    item: str
    kind: str
    name: str
    quantity: Quantity
    rules: tuple[str, ...]
    positions: tuple[int, ...]
    notes: tuple[str, ...]
    places: int


def totals(lines: Iterable[BomLine]) -> list[BomTotal]:
    """Add up the lines by item, in the order of the item numbers.

    Assemblies and what they are made of both appear, each with its own quantity: the kind tells them apart.
    """
    groups: dict[tuple[str, str], list[BomLine]] = {}
    for line in lines:
        groups.setdefault((line.item, line.kind), []).append(line)
    return [
        BomTotal(
            item=item,
            kind=kind,
            name=found[0].name,
            quantity=sum((line.extended_quantity for line in found), start=0),
            rules=tuple(dict.fromkeys(line.rule for line in found if line.rule)),
            positions=tuple(sorted({position for line in found for position in line.positions})),
            notes=tuple(dict.fromkeys(line.note for line in found if line.note)),
            places=len(found),
        )
        for (item, kind), found in sorted(groups.items())
    ]


def distinct_items(lines: Iterable[BomLine]) -> int:
    """Count the different items."""
    return len({line.item for line in lines})


def depth(lines: Iterable[BomLine]) -> int:
    """Count the levels, 0 for an empty list."""
    return max((line.level + 1 for line in lines), default=0)
