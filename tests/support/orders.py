"""Orders for tests, made through the services by real people: submitted, approved, released, arrived."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest

from cleanstation_desktop import resources
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, orders, procurement
from cleanstation_desktop.services.catalogue_folder import import_directory
from cleanstation_desktop.services.catalogue_import import ImportReport
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.configurations import basin, configuration
from tests.support.days import today
from tests.support.people import TestPerson, make_person, session_of

Json = dict[str, Any]
DEMO = resources.path("demo_catalogue")
REFERENCE = resources.root().parent / "shared" / "reference" / "catalogue"


def build_json(number: str | None = None, **changes: Any) -> Json:
    """A plain, valid sink with one E-Drain basin; changes replace whole answers of the configuration."""
    basins = changes.pop("basins", [basin("e_drain")])
    return configuration(*basins, **{"build_number": number or unique_number(), **changes})


def unique_number(prefix: str = "T") -> str:
    """A build number that no other test uses."""
    return f"{prefix}-{secrets.token_hex(4)}"


def header_json(builds: Sequence[Mapping[str, Any]], **changes: Any) -> Json:
    """The order header that goes with these builds: a PO number of its own, wanted in ninety days."""
    plain: Json = {
        "po_number": f"PO-{secrets.token_hex(4)}",
        "customer": "General Hospital",
        "project": None,
        "sales_person": "Sales desk",
        "want_date": (today() + dt.timedelta(days=90)).isoformat(),
        "language": builds[0]["language"] if builds else "EN",
        "notes": "",
        "family": "MDRD",
        "quantity": len(builds),
        "build_numbers": [build["build_number"] for build in builds],
    }
    return plain | changes


def submit_order(
    where: Clone | Session, builds: Sequence[Mapping[str, Any]] | None = None, **header: Any
) -> SubmittedOrder:
    """Submit an order as a coordinator.

    Parameters: where, a database (a new coordinator submits) or a coordinator's session; builds, configurations, one
    plain sink when left out; header, answers of the order to change.
    """
    chosen = [build_json()] if builds is None else list(builds)
    with Person(where, Role.PRODUCTION_COORDINATOR) as coordinator:
        return orders.submit(coordinator.session, header_json(chosen, **header), chosen)


def wanted_by(database: Clone, order_id: int, day: dt.date) -> None:
    """Give an order a want date that may have passed meanwhile, which nobody can enter."""
    with database.connect() as connection:
        connection.execute("ALTER TABLE cs.customer_order DISABLE TRIGGER m_guard")
        connection.execute(
            "UPDATE cs.customer_order SET want_date = %s, version = version + 1 WHERE id = %s", (day, order_id)
        )
        connection.execute("ALTER TABLE cs.customer_order ENABLE TRIGGER m_guard")


def approve(database: Clone, order: SubmittedOrder, person: TestPerson | None = None) -> int:
    """Approve the first BOM revisions of an order by one signature of procurement; returns the signature's key."""
    with Person(database, Role.PROCUREMENT_SPECIALIST, person) as buyer:
        return _approve(buyer, order)


def release(database: Clone, order: SubmittedOrder, person: TestPerson | None = None) -> None:
    """Release the approved builds of an order to external production; each build is then at version 2."""
    with Person(database, Role.PROCUREMENT_SPECIALIST, person) as buyer:
        _release(buyer, order)


def arrived_order(
    database: Clone,
    builds: Sequence[Mapping[str, Any]] | None = None,
    *,
    coordinator: Session | None = None,
    buyer: Person | None = None,
    **header: Any,
) -> SubmittedOrder:
    """An order whose builds are READY_FOR_PRE_QC, at version 3.

    Parameters: coordinator and buyer, whose sessions are used; else of new people. The rest as for `submit_order`.
    """
    order = submit_order(coordinator or database, builds, **header)
    with buyer or Person(database, Role.PROCUREMENT_SPECIALIST) as bought:
        _approve(bought, order)
        _release(bought, order)
        released = [Seen(build.id, 2) for build in order.builds]
        procurement.book_arrival(bought.session, released)
    return order


def _approve(buyer: Person, order: SubmittedOrder) -> int:
    return boms.approve(buyer.session, buyer.password, [Seen(build.bom_revision_id, 1) for build in order.builds])


def _release(buyer: Person, order: SubmittedOrder) -> None:
    procurement.release(buyer.session, [Seen(build.id, 1) for build in order.builds])


def import_catalogue(database: Clone, which: Literal["demo", "reference"] = "demo") -> ImportReport:
    """Import a catalogue as an admin. The template holds the demo catalogue already."""
    with Person(database, Role.ADMIN) as admin:
        return import_directory(admin.session, catalogue_folder(which))


def catalogue_folder(which: Literal["demo", "reference"]) -> Path:
    """The folder of catalogue files; the test is skipped, loudly, where the company's own are not there."""
    if which == "demo":
        return DEMO
    if not REFERENCE.is_dir():
        pytest.skip(f"NOT TESTED AGAINST THE COMPANY'S CATALOGUE: {REFERENCE} IS NOT THERE")
    return REFERENCE


class Person:
    """A session for a `with` block: of a new person with a role, of a given person, or one that somebody else keeps."""

    def __init__(self, where: Clone | Session, role: Role, person: TestPerson | None = None) -> None:
        self._kept = where if isinstance(where, Session) else None
        self._database = where if isinstance(where, Clone) else None
        self._role = role
        self._person = person
        self.password = "" if person is None else person.password
        self.session: Session

    def __enter__(self) -> Person:
        if self._kept is not None:
            self.session = self._kept
            return self
        assert self._database is not None
        person = self._person or make_person(self._database, self._role)
        self.password = person.password
        self.session = session_of(self._database, person)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._kept is None:
            self.session.close()
