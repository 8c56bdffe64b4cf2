"""How long it takes to submit an order of ten builds, and what the audit of every row costs, as ratios.

Run with `pytest -s` to see the figures. Each is held against a baseline of the same run: the explosion of the same
builds, and the same writes with the audit's trigger switched off in the bench's own database.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from cleanstation_desktop.domain.bom import explode
from cleanstation_desktop.domain.configuration import parse_configuration
from cleanstation_desktop.services import order_lists, orders
from tests.support.clusters import Clone
from tests.support.company import Company, counted
from tests.support.configurations import ADJUSTABLE, PEGBOARD, basin
from tests.support.domain_samples import real_catalogue, rules
from tests.support.orders import build_json, header_json, import_catalogue

ROUNDS = 9
WRITES = 200


@pytest.fixture
def company(database: Clone) -> Iterator[Company]:
    """People in the bench's own database."""
    people = Company(database)
    yield people
    people.close()


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Middle of several runs, in milliseconds; the first run warms up and does not count."""
    work()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def tell(line: str) -> None:
    """Print one line of figures."""
    print(f"\n{line}")  # noqa: T201 - the figures are what a bench is for


def large_build() -> dict[str, Any]:
    """A sink with three basins of all types and most of what can be ordered with it."""
    return build_json(
        length=120,
        legs=ADJUSTABLE,
        feet="casters",
        pegboard=PEGBOARD,
        basins=[basin("e_sink", light=True), basin("e_sink_di", light=True), basin("e_drain", p_trap=True)],
        faucets=[{"kind": "wrist_blade", "placement": "center_1"}],
        sprayers=[{"kind": "water_gun_turret", "location": "left"}, {"kind": "air_gun_turret", "location": "right"}],
        accessories=[{"item": "T-OA-BINRAIL-36-KIT", "quantity": 2}, {"item": "T-OA-MNT-ARM", "quantity": 1}],
    )


@contextlib.contextmanager
def unaudited(database: Clone) -> Iterator[None]:
    """The audit's trigger of every table, switched off."""
    _switch(database, "DISABLE")
    yield
    _switch(database, "ENABLE ALWAYS")


def _switch(database: Clone, how: str) -> None:
    with database.connect() as connection:
        tables = connection.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'z_audit' AND tgparentid = 0"
        ).fetchall()
        for (name,) in tables:
            connection.execute(f"ALTER TABLE {name} {how} TRIGGER z_audit".encode())


def test_order_of_ten_builds(database: Clone, company: Company) -> None:
    import_catalogue(database, "reference")
    session = company.coordinator
    lines = 0

    def submit() -> None:
        builds = [large_build() for _ in range(10)]
        made = orders.submit(session, header_json(builds), builds)
        assert len(made.builds) == 10

    def explode_them() -> None:
        nonlocal lines
        boms = [explode(parse_configuration(large_build()), rules(), real_catalogue()) for _ in range(10)]
        lines = sum(len(bom.lines) for bom in boms)

    with counted(session) as statements:
        submit()
    exploding = median_ms(explode_them)
    taken = median_ms(submit)
    with unaudited(database):
        bare = median_ms(submit)
    listing = median_ms(lambda: order_lists.list_builds(session))
    tell(
        f"order of ten builds: {lines} BOM lines, {len(statements)} statements, {taken:.0f} ms = "
        f"{taken / exploding:.1f} times their explosion ({exploding:.1f} ms) and "
        f"{taken / bare:.2f} times the same without audit ({bare:.0f} ms); listing 100 builds {listing:.1f} ms"
    )
    assert taken / exploding < 60
    assert taken / bare < 12


def test_audit_of_single_writes(database: Clone) -> None:
    """One row in one transaction, as people write most of the time."""
    with database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO cs.order_draft (title, body) VALUES ('bench', '{}')")

        def write() -> None:
            for _ in range(WRITES):
                connection.execute("UPDATE cs.order_draft SET title = 'bench ' || version, version = version + 1")

        audited, bare = _compare(database, write)
    tell(
        f"one audited write: {audited / WRITES:.3f} ms, {audited / bare:.2f} times the same without audit "
        f"({bare / WRITES:.3f} ms)"
    )
    assert audited / bare < 6


def test_audit_of_many_rows(database: Clone) -> None:
    """Two hundred rows in one statement, as BOM lines are written: the worst ratio, a bare row costs so little."""
    statement = "INSERT INTO cs.order_draft (title, body) SELECT 'bench ' || n, '{}' FROM generate_series(1, %s) n"

    def write(connection: psycopg.Connection[Any]) -> None:
        connection.execute(statement, (WRITES,))

    with database.connect(autocommit=True) as connection:
        audited, bare = _compare(database, lambda: write(connection))
    tell(
        f"one audited row of many: {audited / WRITES:.3f} ms, {audited / bare:.2f} times the same without audit "
        f"({bare / WRITES:.3f} ms)"
    )
    assert audited / bare < 40


def _compare(database: Clone, write: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds with the audit and without, measured in turns so that a busy machine disturbs both alike."""
    audited, bare = [], []
    for _ in range(3):
        audited.append(median_ms(write, 3))
        with unaudited(database):
            bare.append(median_ms(write, 3))
    return statistics.median(audited), statistics.median(bare)
