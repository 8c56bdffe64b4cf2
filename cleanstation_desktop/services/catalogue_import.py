"""Bringing a catalogue into the database: only rows that differ are written, nothing is ever lost (DOMAIN §5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from cleanstation_desktop.database.catalogue import catalogue_import, category, item, item_component, subcategory
from cleanstation_desktop.domain.catalogue import Catalogue, Item, check
from cleanstation_desktop.domain.errors import Finding, InvalidInput, Stale
from cleanstation_desktop.domain.rules import RuleSet
from cleanstation_desktop.services.rules import rules_in_force
from cleanstation_desktop.services.session import Command, Session

Row = Mapping[str, Any]
TABLES = (category, subcategory, item)
_LOOK_AGAIN = "Look through them again; nothing was imported."


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do.

    Parameters: digest, of the imported content, None when it was refused; counts, rows added, changed and withdrawn by
    table; findings, every remark, errors first; written, whether the database was changed.
    """

    digest: str | None
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    written: bool

    @property
    def refused(self) -> bool:
        """Whether an error stands among the findings, so that nothing may be imported."""
        return any(finding.severity == "error" for finding in self.findings)

    @property
    def changes(self) -> int:
        """How many rows differ from what the database holds."""
        return sum(self.counts.values())

    def to_json(self) -> dict[str, object]:
        """The report as a JSON object."""
        return {
            "digest": self.digest,
            "written": self.written,
            "counts": dict(self.counts),
            "findings": [
                {"severity": entry.severity, "code": entry.code, "field": entry.field, "message": entry.message}
                for entry in self.findings
            ],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> ImportReport:
        """Read a report back."""
        return ImportReport(
            data["digest"], data["counts"], tuple(Finding(**entry) for entry in data["findings"]), data["written"]
        )


@dataclass(frozen=True)
class _Plan:
    """Rows to write: by table those to add and those to change (with their keys and versions), and components."""

    added: Mapping[str, Sequence[Row]]
    changed: Mapping[str, Sequence[Row]]
    parents: Sequence[str]
    components: Sequence[Row]
    counts: Mapping[str, int]


def import_catalogue(
    session: Session,
    catalogue: Catalogue,
    findings: Iterable[Finding] = (),
    *,
    dry_run: bool = False,
    confirmed: ImportReport | None = None,
    command_id: UUID | None = None,
) -> ImportReport:
    """Make a catalogue the one in force.

    Parameters: catalogue, read from files (`services.catalogue_files`); findings, remarks of the reading, kept for
    the admin; dry_run, only say what would change; confirmed, what was said so, None to import whatever it is.
    Returns: the report. The same content again changes nothing: no row, no audit, no new import.
    Errors: InvalidInput when an error stands among the findings; Refused for anybody but the admin; Stale when it is
    not what was confirmed.
    """
    if confirmed is not None and confirmed.digest != catalogue.digest:
        raise Stale("The files changed since they were looked through.", hint=_LOOK_AGAIN)
    known = tuple(findings)
    errors = [finding for finding in known if finding.severity == "error"]
    if errors:
        raise InvalidInput(errors)
    if dry_run:
        with session.read() as connection:
            plan = _plan(connection, catalogue)
            return _report(catalogue, plan, known, _rules(connection), written=False)
    with session.write(Command("catalogue.import", {"digest": catalogue.digest}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return ImportReport.from_json(work.repeated)
        report = store_catalogue(work.connection, catalogue, known)
        if confirmed is not None and confirmed.counts != report.counts:
            raise Stale("The catalogue changed since the files were looked through.", hint=_LOOK_AGAIN)
        work.answer = report.to_json()
        return report


def last_import(session: Session) -> ImportReport | None:
    """What the last import that changed something found and did, for the admin. Errors: Refused for everybody else."""
    newest = select(catalogue_import).order_by(catalogue_import.c.id.desc()).limit(1)
    with session.read() as connection:
        row = connection.execute(newest).one_or_none()
    if row is None:
        return None
    findings = tuple(Finding(**entry) for entry in row.findings)
    return ImportReport(bytes(row.sha256).hex(), row.counts, findings, written=True)


def store_catalogue(connection: Connection, catalogue: Catalogue, findings: Iterable[Finding] = ()) -> ImportReport:
    """The same inside the caller's transaction, for the admin or the owner role. Errors: as `import_catalogue`."""
    # Two imports at once would each write what the other has just written.
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("cs catalogue import", 0))))
    plan = _plan(connection, catalogue)
    report = _report(catalogue, plan, tuple(findings), _rules(connection), written=any(plan.counts.values()))
    if not report.written:
        return report
    for table in TABLES:
        _write(connection, table, plan)
    if plan.parents:
        connection.execute(delete(item_component).where(item_component.c.parent_number.in_(plan.parents)))
    if plan.components:
        connection.execute(insert(item_component), list(plan.components))
    told = report.to_json()
    connection.execute(
        insert(catalogue_import).values(
            sha256=bytes.fromhex(catalogue.digest), findings=told["findings"], counts=told["counts"]
        )
    )
    return report


def _rules(connection: Connection) -> RuleSet:
    return rules_in_force(connection, "MDRD").rules


def _report(
    catalogue: Catalogue, plan: _Plan, findings: tuple[Finding, ...], rules: RuleSet, *, written: bool
) -> ImportReport:
    return ImportReport(catalogue.digest, plan.counts, (*findings, *check(catalogue, rules)), written)


def _write(connection: Connection, table: Table, plan: _Plan) -> None:
    if plan.added[table.name]:
        connection.execute(insert(table), list(plan.added[table.name]))
    (key,) = table.primary_key.columns
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in plan.changed[table.name]:
        groups[tuple(sorted(row))].append(row)
    for names, rows in groups.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name not in {key.name, "version"}}
        statement = (
            update(table)
            .where(key == bindparam("old_key"), table.c.version == bindparam("old_version"))
            .values(**values, version=bindparam("old_version") + 1)
        )
        changes = [
            {"old_key": row[key.name], "old_version": row["version"], **{f"new_{name}": row[name] for name in values}}
            for row in rows
        ]
        if connection.execute(statement, changes).rowcount != len(changes):
            raise Stale(f"Somebody else changed the {table.name} rows during the import.", hint="Import again.")


def _plan(connection: Connection, catalogue: Catalogue) -> _Plan:
    wanted = {
        category.name: _category_rows(catalogue),
        subcategory.name: _subcategory_rows(catalogue),
        item.name: {number: _item_row(entry) for number, entry in catalogue.items.items()},
    }
    added: dict[str, list[Row]] = {}
    changed: dict[str, list[Row]] = {}
    counts: dict[str, int] = {}
    for table in TABLES:
        (key,) = table.primary_key.columns
        stored = {row[key.name]: dict(row) for row in connection.execute(select(table)).mappings()}
        new = wanted[table.name]
        added[table.name] = [row for number, row in new.items() if number not in stored]
        kept = [
            _settled({**row, "version": stored[number]["version"]}, stored[number])
            for number, row in new.items()
            if number in stored
        ]
        differing = [row for row in kept if _differs(row, stored[row[key.name]])]
        gone = [
            {key.name: number, "state": "WITHDRAWN", "version": row["version"]}
            for number, row in stored.items()
            if number not in new and row["state"] == "ACTIVE"
        ]
        changed[table.name] = [*differing, *gone]
        counts |= {
            f"{table.name}_added": len(added[table.name]),
            f"{table.name}_changed": len(differing),
            f"{table.name}_withdrawn": len(gone),
        }
    parents, components = _component_changes(connection, catalogue)
    counts["components_replaced"] = len(parents)
    return _Plan(added, changed, parents, components, counts)


def _settled(row: Row, stored: Row) -> Row:
    """What the admin has switched by hand stays."""
    if stored.get("service_switched"):
        return {name: value for name, value in row.items() if name != "service_orderable"}
    return row


def _differs(row: Row, stored: Row) -> bool:
    return any(stored[name] != value for name, value in row.items())


def _category_rows(catalogue: Catalogue) -> dict[str, Row]:
    return {
        entry.code: {"code": entry.code, "name": entry.name, "description": entry.description, "state": "ACTIVE"}
        for entry in catalogue.categories
    }


def _subcategory_rows(catalogue: Catalogue) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for holder in catalogue.categories:
        for entry in holder.subcategories:
            if entry.code in rows:
                message = f"Subcategory {entry.code} stands in two categories. Keep one of them."
                raise InvalidInput([Finding("error", "duplicate_number", f"categories.{entry.code}", message)])
            rows[entry.code] = {
                "code": entry.code,
                "category_code": holder.code,
                "name": entry.name,
                "description": entry.description,
                "listed": list(entry.items),
                "state": "ACTIVE",
            }
    return rows


def _item_row(entry: Item) -> Row:
    return {
        "number": entry.number,
        "kind": entry.kind,
        "name": entry.name,
        "type": entry.type,
        "status": entry.status,
        "category_code": entry.category,
        "subcategory_code": entry.subcategory,
        "can_order": entry.can_order,
        "is_kit": entry.is_kit,
        "manufacturer": entry.manufacturer,
        "manufacturer_number": entry.manufacturer_number,
        "state": "ACTIVE",
        "service_orderable": entry.service_orderable,
    }


def _component_changes(connection: Connection, catalogue: Catalogue) -> tuple[list[str], list[Row]]:
    """Parents whose components differ, and the rows they get; an item that is gone loses its components."""
    columns = item_component.c
    stored: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.execute(select(item_component).order_by(columns.parent_number, columns.position)):
        stored[row.parent_number].append((row.position, row.component_number, row.quantity, row.note))
    wanted = {number: list(_components(catalogue, entry)) for number, entry in catalogue.items.items()}
    differing = [number for number, rows in wanted.items() if rows != stored.get(number, [])]
    gone = [number for number in stored if number not in wanted]
    rows: list[Row] = [
        {
            "parent_number": number,
            "position": position,
            "component_number": component,
            "quantity": quantity,
            "note": note,
        }
        for number in differing
        for position, component, quantity, note in wanted[number]
    ]
    return sorted({*differing, *gone}), rows


def _components(catalogue: Catalogue, entry: Item) -> Iterator[tuple[int, str, int, str | None]]:
    for position, component in enumerate(entry.components, 1):
        # A component that the files call by an alias is kept under the number it stands for.
        number = component.item if component.item in catalogue.items else catalogue.aliases[component.item]
        yield position, number, component.quantity, component.note
