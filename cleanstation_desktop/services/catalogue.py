"""The catalogue as a snapshot to explode against, and what the admin keeps beside it: aliases, service parts."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, text

from cleanstation_desktop.database.catalogue import category, item, item_alias, item_component, subcategory
from cleanstation_desktop.domain.catalogue import Catalogue, Category, Component, Item, Subcategory
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.reading import Reader, Record
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.updates import change, demand_version

NUMBER = (1, 120)
REASON = (3, 2_000)

# Whole rows are hashed by the server, so that a change that went past this program is seen too; some milliseconds.
_FINGERPRINT = text(
    " UNION ALL ".join(
        f"SELECT '{table.name}', count(*)::text, "  # noqa: S608 - names of our own tables
        "coalesce(sum(hashtextextended(t::text, 0)), 0)::text "
        f"FROM {table.fullname} t"
        for table in (category, subcategory, item, item_component, item_alias)
    )
)
_KEPT = 4

# By the content that was read, so that it never matters which database it came from; the oldest is dropped first.
_loaded: dict[str, Catalogue] = {}
_loading = threading.Lock()


def load_catalogue(connection: Connection) -> Catalogue:
    """The catalogue in force: everything that the last import holds, and the admin's aliases.

    The same object is handed out as long as nothing changed. The service department sees only what it may order; for it
    use `services.orderable_items.browse`.
    """
    fingerprint = repr([tuple(row) for row in connection.execute(_FINGERPRINT)])
    # Two threads of one client wait for each other rather than both reading everything.
    with _loading:
        found = _loaded.get(fingerprint)
        if found is None:
            found = Catalogue.build(_categories(connection), _items(connection), aliases_in_use(connection))
            while len(_loaded) >= _KEPT:
                del _loaded[next(iter(_loaded))]
            _loaded[fingerprint] = found
    return found


def aliases_in_use(connection: Connection) -> dict[str, str]:
    """Every alias and the number it stands for."""
    rows = connection.execute(select(item_alias.c.alias, item_alias.c.item_number).order_by(item_alias.c.alias))
    return {row.alias: row.item_number for row in rows}


def _categories(connection: Connection) -> list[Category]:
    drawers: defaultdict[str, list[Subcategory]] = defaultdict(list)
    active = select(subcategory).where(subcategory.c.state == "ACTIVE").order_by(subcategory.c.code)
    for row in connection.execute(active):
        drawers[row.category_code].append(Subcategory(row.code, row.name, row.description, tuple(row.listed)))
    rows = connection.execute(select(category).where(category.c.state == "ACTIVE").order_by(category.c.code))
    return [Category(row.code, row.name, row.description, tuple(drawers[row.code])) for row in rows]


def _items(connection: Connection) -> list[Item]:
    made_of: defaultdict[str, list[Component]] = defaultdict(list)
    ordered = select(item_component).order_by(item_component.c.parent_number, item_component.c.position)
    for row in connection.execute(ordered):
        made_of[row.parent_number].append(Component(row.component_number, int(row.quantity), row.note))
    return [
        Item(
            number=row.number,
            name=row.name,
            kind=row.kind,
            type=row.type,
            status=row.status,
            category=row.category_code,
            subcategory=row.subcategory_code,
            is_kit=row.is_kit,
            can_order=row.can_order,
            service_orderable=row.service_orderable,
            manufacturer=row.manufacturer,
            manufacturer_number=row.manufacturer_number,
            components=tuple(made_of.get(row.number, ())),
        )
        for row in connection.execute(select(item).where(item.c.state == "ACTIVE"))
    ]


@dataclass(frozen=True)
class Alias:
    """Another name of a catalogue number, mapped by the admin. Parameters: version, for the next change."""

    alias: str
    item_number: str
    reason: str
    version: int


def list_aliases(session: Session) -> tuple[Alias, ...]:
    """Every alias, by name."""
    with session.read() as connection:
        rows = connection.execute(select(item_alias).order_by(item_alias.c.alias)).all()
    return tuple(Alias(row.alias, row.item_number, row.reason, row.version) for row in rows)


def map_alias(
    session: Session,
    alias: str,
    item_number: str,
    *,
    reason: str,
    version: int | None = None,
    command_id: UUID | None = None,
) -> Alias:
    """Say that papers or rules mean a catalogue number by another name (DOMAIN §5, unresolved items).

    Parameters: reason, why the two are the same; version, of the mapping that is changed, None for a new one.
    Errors: InvalidInput with fields alias, item_number, reason; NotFound when the catalogue lacks the number;
    Duplicate for a new alias that is mapped already; Stale; Refused for anybody but the admin.
    """
    given: dict[str, object] = {"alias": alias, "item_number": item_number, "reason": reason}
    reader = Reader()
    record = Record(reader, given, "")
    values = {name: record.text(name, low=NUMBER[0], high=NUMBER[1]) for name in ("alias", "item_number")}
    values["reason"] = record.text("reason", low=REASON[0], high=REASON[1], lines=True)
    if values["alias"] == values["item_number"] and not reader.findings:
        reader.error("item_number", "same_number", f"{alias} cannot be another name of itself.")
    reader.raise_findings()
    command = Command("alias.map", {**given, "version": version}, reason=reason, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return Alias(**work.repeated)
        known = select(item.c.number).where(item.c.number == values["item_number"], item.c.state == "ACTIVE")
        if work.connection.execute(known).first() is None:
            raise NotFound(f"The catalogue has no item {item_number}.", field="item_number")
        if version is None:
            work.connection.execute(insert(item_alias).values(**values))
            new_version = 1
        else:
            name = values.pop("alias")
            new_version = change(work.connection, item_alias, name, version, **values)
            values["alias"] = name
        work.answer = {**values, "version": new_version}
        return Alias(**work.answer)


def remove_alias(session: Session, alias: str, *, version: int, command_id: UUID | None = None) -> None:
    """Take a mapping away; boards and bills that were made with it keep it. Errors: Stale, NotFound, Refused."""
    command = Command("alias.remove", {"alias": alias, "version": version}, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return
        gone = work.connection.execute(
            delete(item_alias).where(item_alias.c.alias == alias, item_alias.c.version == version)
        )
        if gone.rowcount == 0:
            demand_version(work.connection, item_alias, alias, version)
        work.answer = {"alias": alias}


def switch_service_orderable(
    session: Session, number: str, *, orderable: bool, version: int, command_id: UUID | None = None
) -> int:
    """Let the service department order an item, or not any more; imports keep the decision (DOMAIN §5, last lines).

    Returns: the new version of the item. Errors: Stale, NotFound, Refused for anybody but the admin.
    """
    request = {"number": number, "orderable": orderable, "version": version}
    with session.write(Command("item.switch_service", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        new_version = change(work.connection, item, number, version, service_orderable=orderable, service_switched=True)
        work.answer = {"number": number, "version": new_version}
        return new_version
