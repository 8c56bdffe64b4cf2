"""The words of eight orders side by side: a search by them finds what a plain statement finds, in the same order."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services import build_browsing, build_finding, order_lists, orders
from cleanstation_desktop.services.build_filters import EVERYTHING, BuildFilter, BuildSort, SortColumn
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.company import Company, counted
from tests.support.orders import build_json, submit_order

GATHER = "SELECT cs_adm.gather_search_words()"
NUMBERS = ("B-2024-00", "B-2025-04", "S25", "0")
NAMES = (("Hôpital Sainte-Anne", None), ("General Hospital", "Operating theatres 2025"), ("Lakeshore 3 Eye", "Wing B"))
POS = ("PO-11", "4500", "BC/2025/")


@pytest.fixture(scope="module")
def plant(cluster: EmbeddedServer, template_database: str) -> Iterator[tuple[Clone, Company]]:
    """Thirty orders of one or two builds, so that their words stand in some four blocks."""
    clone = create_clone(cluster, template_database)
    company = Company(clone)
    for number in range(30):
        begun = NUMBERS[0 if number < 12 else number % len(NUMBERS)]
        customer, project = NAMES[number % len(NAMES)]
        submit_order(
            company.coordinator,
            [build_json(f"{begun}{number:02}-{place}") for place in range(1, 2 + number % 2)],
            po_number=f"{POS[number % len(POS)]}{100 + number}",
            customer=customer,
            project=project,
        )
    yield clone, company
    company.close()
    drop_clone(clone)


def one(connection: Any, query: str) -> Any:
    return connection.execute(query).fetchone()[0]


def form(word: str) -> str:
    """As cs.search_form has it."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not "\u0300" <= sign <= "\u036f").upper()


def found_plainly(texts: Mapping[int, str], order: list[int], words: list[str]) -> list[int]:
    """Builds that hold each word, or begin one with it when it is shorter than three letters, by looking at each."""

    def holds(text: str, word: str) -> bool:
        return (form(word) if len(word) >= 3 else " " + form(word)) in text

    return [number for number in order if all(holds(texts[number], word) for word in words)]


@st.composite
def searches(draw: st.DrawFn) -> str:
    """Pieces of what is listed, and what may not be."""
    texts = [
        f"{number}04-1 {po}117 {name} {project or ''}" for number in NUMBERS for po in POS for name, project in NAMES
    ]
    words = []
    for _ in range(draw(st.integers(1, 2))):
        text = draw(st.sampled_from(texts))
        start = draw(st.integers(0, len(text) - 1))
        piece = text[start : start + draw(st.integers(1, 9))]
        words.append(draw(st.one_of(st.just(piece), st.text("0129bBpô-/%_ ", min_size=1, max_size=4))))
    return " ".join(words)


@pytest.mark.parametrize("gathered", [False, True])
def test_a_search_by_words_finds_what_a_plain_one_does(plant: tuple[Clone, Company], gathered: bool) -> None:
    database, company = plant
    with database.connect(autocommit=True) as connection:
        if gathered:
            connection.execute(GATHER)
        rows = connection.execute("SELECT build_id, search FROM cs.build_listing").fetchall()
        kept = one(connection, "SELECT count(*) > count(DISTINCT block) FROM cs.search_words")
    assert kept is not gathered
    texts: dict[int, str] = dict(rows)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(searches(), st.sampled_from(SortColumn), st.booleans(), st.integers(0, 3), st.integers(1, 3))
    @example("0", SortColumn.NEWEST, False, 0, 1)
    @example("B-2024", SortColumn.NEWEST, False, 0, 2)
    @example("9", SortColumn.CUSTOMER, True, 0, 1)
    def agrees(search: str, column: SortColumn, descending: bool, offset: int, most: int) -> None:
        sort = BuildSort(column, descending)
        packed = build_browsing.build_ids(company.qc, EVERYTHING, sort)
        order = [number for (number,) in struct.iter_unpack(">q", packed)]
        expected = found_plainly(texts, order, search.split())
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (("GLANCE", 1), ("FEW", -1), ("BLOCKS", most), ("MORE_BLOCKS", most + 1)):
                patch.setattr(build_finding, name, value)
            page = build_browsing.browse_builds(company.qc, BuildFilter(search=search), sort, offset=offset, size=3)
        assert [row.id for row in page] == expected[offset : offset + 3]

    agrees()


def test_what_no_word_has_is_not_looked_for_among_the_builds(
    plant: tuple[Clone, Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts of nearly every number begin so: the index of searches would look through them all."""
    _database, company = plant
    monkeypatch.setattr(build_finding, "GLANCE", 1)
    for search, column in (
        ("1", SortColumn.NEWEST),
        ("1", SortColumn.PO_NUMBER),
        ("b-2026-0000017", SortColumn.NEWEST),
    ):
        with counted(company.qc) as statements:
            assert build_browsing.browse_builds(company.qc, BuildFilter(search=search), BuildSort(column)) == ()
        asked = [each for each in statements if "build_listing" in each and "EXPLAIN" not in each]
        assert len(asked) == 2, statements
        assert any("search_words" in each for each in statements)


@pytest.mark.parametrize(("left", "by_index"), [(10_000, False), (-1, True)])
def test_of_few_builds_each_is_looked_at_for_the_words(
    plant: tuple[Clone, Company], monkeypatch: pytest.MonkeyPatch, left: int, by_index: bool
) -> None:
    """All with a frequent word are not found first, to leave most of them out again."""
    _database, company = plant
    monkeypatch.setattr(build_finding, "GLANCE", 1)
    monkeypatch.setattr(build_finding, "LEFT", left)
    wanted = BuildFilter(search="b-2024", customer="general", statuses=frozenset({BuildStatus.ORDER_CREATED}))
    with counted(company.qc) as statements:
        rows = build_browsing.browse_builds(company.qc, wanted)
    assert {(row.build_number[:6], row.customer) for row in rows} == {("B-2024", "General Hospital")}
    *_glance, found = [each for each in statements if " LIKE " in each and "EXPLAIN" not in each]
    assert ("build_listing.search LIKE" in found) is by_index


def test_words_follow_builds_and_orders(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json("OLD-1"), build_json("OLD-2")], po_number="PO-BEFORE")
    detail = order_lists.read_order(company.coordinator, made.id)
    changes = {"customer": "Élan Clinic", "po_number": "PO-AFTER"}
    orders.change_order(company.coordinator, made.id, version=detail.head.version, changes=changes)
    with database.connect(autocommit=True) as connection, database.connect() as late:
        held = "SELECT count(*) FROM cs.search_words WHERE strpos(words, 'PO-AFTER') > 0 AND block = %s"
        assert connection.execute(held, (made.id // 8,)).fetchone() == (2,)
        # One who enters an order meanwhile is not waited for, and nothing of it is lost.
        late.execute(
            "INSERT INTO cs.search_words (block, words, beginnings) VALUES (%s, ' LATE', ' LA')", (made.id // 8,)
        )
        assert one(connection, GATHER) == 1
        late.commit()
        left = "SELECT words, beginnings FROM cs.search_words WHERE block = %s ORDER BY id DESC"
        rows = connection.execute(left, (made.id // 8,)).fetchall()
        assert len(rows) == 2
        assert (" LATE", " LA") in rows
        assert one(connection, GATHER) == 1
        ((words, beginnings),) = connection.execute(left, (made.id // 8,)).fetchall()
        assert {"OLD-1", "OLD-2", "PO-BEFORE", "PO-AFTER", "ELAN", "LATE"} <= set(words.split())
        assert set(beginnings.split()) == {word[:2] for word in words.split()}
        assert one(connection, GATHER) == 0


def test_an_upgrade_gathers_the_words_of_what_is_listed(database: Clone, company: Company) -> None:
    for number in range(3):
        submit_order(company.coordinator, po_number=f"PO-{number}")
    company.close()
    everything = "SELECT block, words, beginnings FROM cs.search_words ORDER BY block"
    with database.connect(autocommit=True) as connection:
        connection.execute(GATHER)
        before = connection.execute(everything).fetchall()
    assert before
    schema.downgrade(database.url(), "0008")
    assert schema.upgrade(database.url()).current
    with database.connect() as connection:
        assert connection.execute(everything).fetchall() == before
