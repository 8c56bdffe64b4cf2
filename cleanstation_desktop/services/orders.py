"""Order entry: preview, submit, and what changes freely afterwards (DOMAIN §3 Changes, §4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Connection, cast, func, insert, select

from cleanstation_desktop.database.orders import build, customer_order
from cleanstation_desktop.domain.bom import Bom
from cleanstation_desktop.domain.errors import Duplicate, Finding, InvalidInput
from cleanstation_desktop.domain.numbering import propose_build_numbers
from cleanstation_desktop.domain.orders import OrderHeader, parse_order_changes
from cleanstation_desktop.services.bom_storage import NewBom, store_boms
from cleanstation_desktop.services.draft_files import move_file
from cleanstation_desktop.services.order_check import CheckedOrder, check_order
from cleanstation_desktop.services.order_drafts import DraftKey, remove_draft
from cleanstation_desktop.services.plant import plant_today
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.texts import read_comment
from cleanstation_desktop.services.updates import change

_COLUMN = {"customer": "customer_name", "project": "project_name"}


@dataclass(frozen=True)
class PreviewedBuild:
    """What one build would become. `bom` is None when its configuration cannot be read as one."""

    bom: Bom | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class OrderPreview:
    """The last step of the wizard: every finding, and the preliminary bill of each build.

    Parameters: findings, those of the whole order, build by build with fields such as `builds[1].basins[0].size`.
    """

    findings: tuple[Finding, ...]
    builds: tuple[PreviewedBuild, ...]

    @property
    def submittable(self) -> bool:
        """Whether no error stands among the findings."""
        return not any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class SubmittedBuild:
    """A build as it was made, with its first BOM revision (both at version 1)."""

    id: int
    build_number: str
    position: int
    bom_revision_id: int


@dataclass(frozen=True)
class SubmittedOrder:
    """An order as it was made, at version 1."""

    id: int
    po_number: str
    builds: tuple[SubmittedBuild, ...]

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> SubmittedOrder:
        """Read it back from a command's answer."""
        return SubmittedOrder(data["id"], data["po_number"], tuple(SubmittedBuild(**entry) for entry in data["builds"]))


def preview(session: Session, order: object, builds: Sequence[object]) -> OrderPreview:
    """Explode every build and say everything that is to be said, without writing anything.

    Parameters: order, the header's answers (`domain.orders`); builds, one configuration each (DESIGN §5).
    Errors: none for wrong answers, they are findings; RuleError when a rule is at fault.
    """
    with session.read() as connection:
        checked = check_order(connection, order, builds)
    return OrderPreview(checked.findings, tuple(PreviewedBuild(entry.bom, entry.findings) for entry in checked.builds))


def submit(
    session: Session,
    order: Mapping[str, object],
    builds: Sequence[object],
    *,
    draft: DraftKey | None = None,
    command_id: UUID | None = None,
) -> SubmittedOrder:
    """Make an order of 1 to 10 builds in one transaction: builds, configurations and BOM revision 1 of each.

    Parameters: as `preview`; draft, the parked order this came from, deleted with it; its file
    becomes a document of the order.
    Errors: InvalidInput with every finding, also of the rules (an unresolved item, say); Duplicate for a PO or build
    number that is used; Stale when somebody else changed the draft; Refused for anybody but the coordinator.
    """
    request = {"order": order, "builds": list(builds), "draft": None if draft is None else asdict(draft)}
    with session.write(Command("order.submit", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return SubmittedOrder.from_json(work.repeated)
        checked = check_order(work.connection, order, builds)
        header = _demand_sound(checked)
        made = _write(work.connection, header, checked)
        if draft is not None:
            move_file(work.connection, draft, made.id)
            remove_draft(work.connection, draft)
        work.answer = asdict(made)
        return made


def _demand_sound(checked: CheckedOrder) -> OrderHeader:
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    if errors and all(finding.code == "duplicate" for finding in errors):
        raise Duplicate(" ".join(finding.message for finding in errors), field=errors[0].field)
    if errors or checked.header is None:
        raise InvalidInput(errors)
    return checked.header


def _write(connection: Connection, header: OrderHeader, checked: CheckedOrder) -> SubmittedOrder:
    order_id = connection.execute(
        insert(customer_order)
        .values(
            po_number=header.po_number,
            customer_name=header.customer,
            project_name=header.project,
            sales_person=header.sales_person,
            want_date=header.want_date,
            notes=header.notes,
            language=header.language,
        )
        .returning(customer_order.c.id)
    ).scalar_one()
    rows = connection.execute(
        insert(build).returning(build.c.build_number, build.c.id),
        [
            {"order_id": order_id, "build_number": number, "position": position}
            for position, number in enumerate(header.build_numbers, 1)
        ],
    )
    build_of = {row.build_number: row.id for row in rows}
    new = [
        NewBom(build_of[entry.configuration.build_number], 1, 1, entry.configuration, entry.rule_set_id, entry.bom)
        for entry in checked.sound_builds()
    ]
    revision_of = store_boms(connection, new)
    return SubmittedOrder(
        order_id,
        header.po_number,
        tuple(
            SubmittedBuild(build_of[number], number, position, revision_of[build_of[number]])
            for position, number in enumerate(header.build_numbers, 1)
        ),
    )


def change_order(
    session: Session,
    order_id: int,
    *,
    version: int,
    changes: Mapping[str, object],
    reason: str = "",
    command_id: UUID | None = None,
) -> int:
    """Change want date and notes, until shipped; PO number, customer, project and sales person until BOM approval.

    Parameters: version, of the order as it was seen; changes, new answers by the names of the header.
    Returns: the new version. Errors: InvalidInput by field (also reason), Duplicate, Stale, Frozen, NotFound, Refused.
    """
    told = read_comment(reason, "reason")
    request = {"order_id": order_id, "version": version, "changes": changes, "reason": told}
    with session.write(Command("order.change", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        values = parse_order_changes(changes, today=plant_today(work.connection))
        columns = {_COLUMN.get(name, name): value for name, value in values.items()}
        new_version = change(work.connection, customer_order, order_id, version, **columns)
        work.answer = {"id": order_id, "version": new_version}
        return new_version


def propose_numbers(session: Session, count: int) -> tuple[str, ...]:
    """Free build numbers such as B-2026-0042, on request of the wizard. They are only taken when they are submitted."""
    with session.read() as connection:
        year = plant_today(connection).year
        prefix = f"B-{year}-"
        number = func.upper(build.c.build_number)
        newest = select(func.max(cast(func.substring(number, f"^{prefix}([0-9]{{1,9}})$"), BigInteger))).where(
            number.like(f"{prefix}%")
        )
        last = connection.execute(newest).scalar()
    # Above the highest number of this form nothing is taken.
    return propose_build_numbers(year=year, counter=(last or 0) + 1, count=count, taken=())
