"""Lists, searches, filters and counts over a million builds (DESIGN §7), beside reading one build by its key.

The searches are many and different, as people's are: what one search leaves in the server's memory helps the next one
only as much as it does at a plant. Each is held to the budget by its 95th of 100, and by its ratio to the baseline.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial

import pytest
from sqlalchemy import select

from cleanstation_desktop.database.orders import build
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import build_browsing, order_lists, search
from cleanstation_desktop.services.build_filters import BuildFilter, BuildSort, SortColumn
from cleanstation_desktop.services.paging import Page
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.orders.list_reading import first_page
from cleanstation_desktop.ui.orders.view import ListView
from tests.bench.figures import Budget, measure, tell
from tests.bench.million import Million

SCREEN_MS = 100.0
TYPING_MS = 50.0
PAGE = 100
ANY_NUMBERS = random.Random(1)  # noqa: S311 - a sample, not a secret
AT_WORK = [status for status in BuildStatus if status not in {BuildStatus.SHIPPED, BuildStatus.CANCELLED}]


@pytest.fixture(scope="module")
def session(million: Million) -> Iterator[Session]:
    """The coordinator of the plant, with a first question already asked."""
    opened = million.session(Role.PRODUCTION_COORDINATOR)
    order_lists.list_builds(opened, page=Page(size=1))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def baseline(session: Session) -> float:
    """Milliseconds to read one row by its key: the connection, the snapshot and one index."""

    def read(number: int) -> None:
        with session.read() as connection:
            assert connection.execute(select(build.c.version).where(build.c.id == number)).scalar()

    taken = measure([partial(read, number) for number in ANY_NUMBERS.sample(range(1, 1_000_000), 200)])
    tell(f"baseline, one build by its key: {taken}")
    return taken.p50


def judge(name: str, works: Sequence[Callable[[], object]], baseline: float, milliseconds: float) -> None:
    """Measure, say the figures with the slowest questions, and hold them to a budget."""
    budget = Budget(f"{name}, p95", milliseconds)
    taken = measure(works)
    tell(f"{name}: {taken} = {taken.p95 / baseline:.0f} times the baseline")
    for asked in taken.slowest:
        tell(f"    {asked}")
    beside = f"middle {taken.p50:.0f} ms, {len(taken.sorted_ms)} questions, {taken.p95 / baseline:.0f} × one row by key"
    assert budget.allows(taken.p95, beside), name


def typed() -> list[str]:
    """What people type, letter by letter: numbers, customers and pieces of them, two words, and what is not there."""
    whole = (
        *("B-2026-0999999", "B-2025-0412345", "B-2024-0000017", "S2345678", "0512345", "999950"),
        *("PO-1100044", "4500012345", "BC/2025/123456", "BC/2026", "GK-150001"),
        *("Maple Ridge General", "general hospital", "hopital general de la riviere", "Clínica del Lago", "Érables"),
        *("lakeshore west eye", "CHU", "dental", "Central sterilization, phase 3", "operating 2025"),
        *("general B-2026", "maple PO-11", "zzyzx", "qqqq", "hospital infantil costa"),
    )
    return [word[: length + 1] for word in whole for length in range(len(word))]


def test_searching_as_one_types(session: Session, baseline: float) -> None:
    works = [partial(build_browsing.browse_builds, session, BuildFilter(search=piece), size=PAGE) for piece in typed()]
    judge("search of builds as one types", works, baseline, TYPING_MS)


def test_searching_in_a_sorted_list(session: Session, baseline: float) -> None:
    works = [
        partial(
            build_browsing.browse_builds,
            session,
            BuildFilter(search=piece),
            BuildSort(column, place % 2 == 1),
            size=PAGE,
        )
        for place, piece in enumerate(typed()[2::5])
        for column in SortColumn
    ]
    judge("search of builds in each order", works, baseline, SCREEN_MS)


def test_searching_everything(session: Session, baseline: float) -> None:
    works = [partial(search.search, session, piece) for piece in typed()]
    judge("search over everything as one types", works, baseline, TYPING_MS)


def test_finding_a_scanned_build(session: Session, baseline: float) -> None:
    numbers = [row.build_number for row in order_lists.list_builds(session, page=Page(500_000, 100))]
    assert len(numbers) == 100
    judge("a scanned build", [partial(search.find_exactly, session, n) for n in numbers], baseline, TYPING_MS)


def filters() -> dict[str, list[BuildFilter]]:
    """Filters by what they narrow down, each in many values."""
    today = dt.datetime.now(dt.UTC).date()
    days = [dt.timedelta(days=number) for number in range(-900, 120, 40)]
    return {
        "one status": [BuildFilter(statuses=frozenset({status})) for status in BuildStatus],
        "at work": [BuildFilter(statuses=frozenset(AT_WORK)), BuildFilter(statuses=frozenset(AT_WORK[:4]))],
        "customer": [
            BuildFilter(customer=name)
            for name in ("Maple Ridge", "hospital", "Clinique", "Val-des-Pins", "nobody", "centre", "Eye Clinic")
        ],
        "want dates": [BuildFilter(want_from=today + day, want_to=today + day + dt.timedelta(days=7)) for day in days],
        "language": [BuildFilter(language=language) for language in ("EN", "FR", "ES")],
        "overdue and due soon": [
            BuildFilter(overdue=True),
            BuildFilter(due_soon=True),
            BuildFilter(overdue=True, due_soon=True),
        ],
        "rejected and held": [
            BuildFilter(rejected=True),
            BuildFilter(held=True),
            BuildFilter(rejected=True, held=True),
        ],
        "several": [
            BuildFilter(search="general", statuses=frozenset({BuildStatus.IN_ASSEMBLY}), language="EN"),
            BuildFilter(search="hopital", overdue=True),
            BuildFilter(customer="clinic", statuses=frozenset({BuildStatus.SHIPPED}), want_from=today),
            BuildFilter(search="B-2024", language="ES", statuses=frozenset({BuildStatus.CANCELLED})),
            BuildFilter(rejected=True, customer="university", language="EN"),
        ],
    }


def with_assignees(million: Million) -> list[BuildFilter]:
    """What each of the plant's assemblers has claimed."""
    with million.database.connect() as connection:
        found = connection.execute("SELECT DISTINCT person_id FROM cs.assembly_claim WHERE ended_at IS NULL").fetchall()
    return [BuildFilter(assignee=person) for (person,) in found]


@pytest.mark.parametrize("kind", [*filters(), "assignee"])
def test_filters_in_each_order(million: Million, session: Session, baseline: float, kind: str) -> None:
    chosen = with_assignees(million) if kind == "assignee" else filters()[kind]
    works: list[Callable[[], object]] = [
        partial(build_browsing.browse_builds, session, wanted, BuildSort(column, descending), size=PAGE)
        for wanted in chosen
        for column in SortColumn
        for descending in (False, True)
    ]
    judge(f"first page by {kind}", works, baseline, SCREEN_MS)


def test_everything_in_each_order(session: Session, baseline: float) -> None:
    works = [
        partial(build_browsing.browse_builds, session, BuildFilter(), BuildSort(column, descending), size=PAGE)
        for column in SortColumn
        for descending in (False, True)
        for _ in range(5)
    ]
    judge("first page of everything", works, baseline, SCREEN_MS)


def test_pages_far_down(session: Session, baseline: float) -> None:
    """A view that jumps anywhere in a million rows: all ids once, in the background, then pages by their ids."""
    whole = measure([partial(build_browsing.build_ids, session, BuildFilter(), BuildSort(c)) for c in SortColumn])
    tell(f"ids of everything, in the background: {whole}")
    packed = build_browsing.build_ids(session)
    ids = [int.from_bytes(packed[at : at + 8]) for at in range(0, len(packed), 8)]
    assert len(ids) > 1_000_000
    starts = ANY_NUMBERS.sample(range(len(ids) - PAGE), 100)
    works = [partial(build_browsing.builds_by_ids, session, ids[start : start + PAGE]) for start in starts]
    judge("a page anywhere in the list", works, baseline, SCREEN_MS)
    assert whole.worst < 10_000


def test_lists_of_orders(session: Session, baseline: float) -> None:
    """As the screen begins, grouped by order: the first orders with their builds."""
    wanted = [BuildFilter(), *(BuildFilter(statuses=frozenset({status})) for status in BuildStatus)]
    wanted += [BuildFilter(search=piece) for piece in typed()[4::4]]
    works: list[Callable[[], object]] = [
        partial(first_page, session, ListView(wanted=each, grouped=True)) for each in wanted
    ]
    judge("first page of orders", works, baseline, SCREEN_MS)


@pytest.mark.parametrize("role", [Role.QC_PERSON, Role.ASSEMBLER, Role.PROCUREMENT_SPECIALIST, Role.ADMIN])
def test_every_role_reads_the_list_as_fast(million: Million, baseline: float, role: Role) -> None:
    wanted = BuildFilter(statuses=frozenset(AT_WORK))
    with closing(million.session(role)) as session:
        build_browsing.browse_builds(session, wanted)
        works = [partial(build_browsing.browse_builds, session, wanted) for _ in range(20)]
        judge(f"work at hand, {role.value.lower()}", works, baseline, SCREEN_MS)
