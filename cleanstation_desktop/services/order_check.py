"""Looking at a whole order before it is written: header, configurations, bills, and numbers that are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.orders import build, customer_order
from cleanstation_desktop.domain.bom import Bom, explode
from cleanstation_desktop.domain.configuration import Configuration, check_configuration
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.numbering import build_number_fault, build_number_key
from cleanstation_desktop.domain.orders import OrderHeader, parse_order_header
from cleanstation_desktop.domain.reading import BLANKS, text_fault
from cleanstation_desktop.services.catalogue import load_catalogue
from cleanstation_desktop.services.plant import plant_today
from cleanstation_desktop.services.rules import StoredRules, rules_in_force


@dataclass(frozen=True)
class SoundBuild:
    """A configuration that can be read, with its bill and the rules it was judged by."""

    configuration: Configuration
    rule_set_id: int
    bom: Bom


@dataclass(frozen=True)
class CheckedBuild:
    """What was found of one build: its findings have fields of the configuration (`basins[0].size`)."""

    sound: SoundBuild | None
    findings: tuple[Finding, ...]

    @property
    def bom(self) -> Bom | None:
        """The bill, as far as it could be made."""
        return None if self.sound is None else self.sound.bom


@dataclass(frozen=True)
class CheckedOrder:
    """What was found of an order. Parameters: header, None when it is not sound; findings, all, with whole paths."""

    header: OrderHeader | None
    builds: tuple[CheckedBuild, ...]
    findings: tuple[Finding, ...]

    def sound_builds(self) -> list[SoundBuild]:
        """The builds that could be read; all of them when no error stands among the findings."""
        return [entry.sound for entry in self.builds if entry.sound is not None]


def check_order(connection: Connection, order: object, builds: Sequence[object]) -> CheckedOrder:
    """Check header and builds by themselves, against each other, and against the orders that exist.

    Parameters: order, the header's answers; builds, configurations as loaded JSON.
    """
    findings: list[Finding] = []
    header: OrderHeader | None = None
    try:
        header = parse_order_header(order, today=plant_today(connection))
    except InvalidInput as fault:
        findings += fault.findings
    examiner = Examiner(connection)
    checked = [examiner.check(data) for data in builds]
    for index, entry in enumerate(checked):
        findings += [replace(found, field=_path(index, found.field)) for found in entry.findings]
    if header is not None:
        findings += _against_header(header, checked)
    findings += _taken(connection, order)
    return CheckedOrder(header, tuple(checked), tuple(sorted(findings, key=lambda found: found.severity != "error")))


class Examiner:
    """Reads configurations and explodes them against the catalogue in force, which it asks for once.

    Parameters: rules, those that a build keeps; None for the ones in force.
    """

    def __init__(self, connection: Connection, rules: StoredRules | None = None) -> None:
        self._connection = connection
        self._kept = rules
        self._in_force: dict[str, StoredRules] = {}
        self._catalogue = load_catalogue(connection)

    def check(self, data: object) -> CheckedBuild:
        """Read one configuration (loaded JSON) and make its bill."""
        configuration, findings = check_configuration(data)
        if configuration is None:
            return CheckedBuild(None, findings)
        rules = self._kept or self._rules(configuration.family)
        bom = explode(configuration, rules.rules, self._catalogue, known=findings)
        return CheckedBuild(SoundBuild(configuration, rules.id, bom), bom.findings)

    def _rules(self, family: str) -> StoredRules:
        if family not in self._in_force:
            self._in_force[family] = rules_in_force(self._connection, family)
        return self._in_force[family]


def _path(index: int, field: str) -> str:
    return f"builds[{index}].{field}" if field else f"builds[{index}]"


def _against_header(header: OrderHeader, builds: Sequence[CheckedBuild]) -> list[Finding]:
    if len(builds) != header.quantity:
        message = f"The order has {header.quantity} sinks, but {len(builds)} configurations are given."
        return [Finding("error", "quantity_mismatch", "builds", message)]
    findings = []
    for index, (number, entry) in enumerate(zip(header.build_numbers, builds, strict=True)):
        if entry.sound is None:
            continue
        told = entry.sound.configuration
        for field, wanted, given in (
            ("build_number", number, told.build_number),
            ("language", header.language, told.language),
            ("family", header.family, told.family),
        ):
            if wanted != given:
                message = f"The order says {wanted} for {field.replace('_', ' ')}, the configuration {given}."
                findings.append(Finding("error", "differs_from_order", _path(index, field), message))
    return findings


def _taken(connection: Connection, order: object) -> list[Finding]:
    """Numbers that are used already, also of a header that is not complete yet: who types one learns it at once."""
    findings = []
    known = order if isinstance(order, Mapping) else {}
    po_number = known.get("po_number")
    if isinstance(po_number, str) and po_number.strip(BLANKS) and text_fault(po_number.strip(BLANKS)) is None:
        wanted = po_number.strip(BLANKS)
        same = select(customer_order.c.id).where(
            func.upper(func.btrim(customer_order.c.po_number)) == func.upper(wanted)
        )
        if connection.execute(same).first() is not None:
            message = f"The PO number {wanted} is already used by another order."
            findings.append(Finding("error", "duplicate", "po_number", message))
    listed = known.get("build_numbers")
    numbers = {
        index: number.strip(BLANKS)
        for index, number in enumerate(listed if isinstance(listed, list | tuple) else ())
        if isinstance(number, str) and build_number_fault(number.strip(BLANKS)) is None
    }
    upper = func.upper(build.c.build_number)
    keys = [build_number_key(number) for number in numbers.values()]
    used = set(connection.execute(select(upper).where(upper.in_(keys))).scalars()) if keys else set()
    for index, number in numbers.items():
        if build_number_key(number) in used:
            message = f"The build number {number} is already used."
            findings.append(Finding("error", "duplicate", f"build_numbers[{index}]", message))
    return findings
