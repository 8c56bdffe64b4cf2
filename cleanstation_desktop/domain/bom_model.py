"""The bill of materials of one build, as it is frozen, shown and sent (answer shape of DESIGN §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.reading import Reader, Record

LineKind = Literal["assembly", "part", "custom"]

LARGEST = 2**63 - 1
_KINDS: tuple[LineKind, ...] = ("assembly", "part", "custom")
_LINE = ("path", "level", "item", "kind", "name", "quantity", "extended_quantity", "rule", "positions", "note")


@dataclass(frozen=True, slots=True)
class BomLine:
    """One line: its place in the tree (`path` 3.2 is the second component of the third item; `level` counts from 0).

    `quantity` is per one of its parent, `extended_quantity` per build. `rule` is the company's rule number, `positions`
    the basins it belongs to, counted from 1.
    """

    path: str
    level: int
    item: str
    kind: LineKind
    name: str
    quantity: int
    extended_quantity: int
    rule: str | None = None
    positions: tuple[int, ...] = ()
    note: str | None = None

    def to_json(self) -> dict[str, object]:
        """The line as a JSON object."""
        return {
            "path": self.path,
            "level": self.level,
            "item": self.item,
            "kind": self.kind,
            "name": self.name,
            "quantity": self.quantity,
            "extended_quantity": self.extended_quantity,
            "rule": self.rule,
            "positions": list(self.positions),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Totals:
    """How large a bill is: lines, different items, and levels (0 for an empty bill, 1 without components)."""

    lines: int
    distinct_items: int
    depth: int


@dataclass(frozen=True, slots=True)
class Bom:
    """The exploded bill of one build, with what is to be said about it. An error among the findings refuses it."""

    build_number: str
    lines: tuple[BomLine, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def totals(self) -> Totals:
        """Counts over the lines."""
        return Totals(
            lines=len(self.lines),
            distinct_items=len({line.item for line in self.lines}),
            depth=max((line.level + 1 for line in self.lines), default=0),
        )

    @property
    def refused(self) -> bool:
        """Whether an error stands among the findings."""
        return any(finding.severity == "error" for finding in self.findings)

    def to_json(self) -> dict[str, object]:
        """The answer of DESIGN §5, keys in its order."""
        totals = self.totals
        return {
            "build_number": self.build_number,
            "lines": [line.to_json() for line in self.lines],
            "findings": [
                {
                    "severity": finding.severity,
                    "code": finding.code,
                    "field": finding.field,
                    "message": finding.message,
                }
                for finding in self.findings
            ],
            "totals": {"lines": totals.lines, "distinct_items": totals.distinct_items, "depth": totals.depth},
        }

    @staticmethod
    def from_json(data: object) -> Bom:
        """Read a bill back from its JSON object (a stored revision, say).

        Errors: InvalidInput with every finding, also when totals or extended quantities do not agree with the lines.
        """
        reader = Reader()
        record = reader.record(data, "", ("build_number", "lines", "findings", "totals"))
        bom = Bom(
            build_number=record.text("build_number", low=0, high=1000),
            lines=tuple(_line(reader, field, value) for field, value in record.entries("lines", 0, 10**6)),
            findings=tuple(_finding(reader, field, value) for field, value in record.entries("findings", 0, 10**6)),
        )
        if not reader.findings:
            _check_sums(reader, bom, record.values["totals"])
        reader.raise_findings()
        return bom


def _line(reader: Reader, field: str, value: object) -> BomLine:
    record = reader.record(value, field, _LINE)
    kind = record.choice("kind", _KINDS)
    return BomLine(
        path=record.text("path", low=1, high=10**6),
        level=record.whole("level", 0, 10**6),
        item=record.text("item", low=1, high=1000),
        kind=next((known for known in _KINDS if known == kind), "part"),
        name=record.text("name", low=0, high=10_000, lines=True),
        quantity=record.whole("quantity", 1, LARGEST),
        extended_quantity=record.whole("extended_quantity", 1, LARGEST),
        rule=_optional(record, "rule"),
        positions=tuple(
            Record(reader, {place: entry}, "").whole(place, 1, 9) for place, entry in record.entries("positions", 0, 99)
        ),
        note=_optional(record, "note"),
    )


def _optional(record: Record, key: str) -> str | None:
    return record.text(key, low=0, high=10_000, lines=True) if record.given(key) else None


def _finding(reader: Reader, field: str, value: object) -> Finding:
    record = reader.record(value, field, ("severity", "code", "field", "message"))
    return Finding(
        severity=record.choice("severity", ("error", "warning")),
        code=record.text("code", low=1, high=1000),
        field=record.text("field", low=0, high=10_000),
        message=record.text("message", low=0, high=10_000, lines=True),
    )


def _check_sums(reader: Reader, bom: Bom, totals: object) -> None:
    if bom.to_json()["totals"] != totals:
        reader.error("totals", "totals_differ", "The totals do not agree with the lines.")
    above: list[int] = []
    for index, line in enumerate(bom.lines):
        if line.level > len(above):
            reader.error(f"lines[{index}].level", "level_skipped", f"Line {line.path} has no line above it.")
            return
        del above[line.level :]
        if line.extended_quantity != line.quantity * (above[-1] if above else 1):
            message = f"Line {line.path}: the quantity per build is not that per parent times the parent's."
            reader.error(f"lines[{index}].extended_quantity", "quantity_differs", message)
        above.append(line.extended_quantity)
