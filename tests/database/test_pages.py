"""Lists come in pages by the last key seen, drafts stay shallow, and an order takes so many documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from cleanstation_desktop.domain.errors import ContentError, InvalidInput
from cleanstation_desktop.services import (
    change_requests,
    documents,
    nonconformances,
    order_drafts,
    procurement,
)
from cleanstation_desktop.services.nonconformance_browsing import NonconformanceFilter, browse_nonconformances
from cleanstation_desktop.services.paging import Page
from tests.support.company import Company, nothing_written
from tests.support.orders import approve, submit_order
from tests.support.shop import PRE_QC, Shop

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _in_pages(ask: Callable[[Page[int]], Sequence[Any]], key: Callable[[Any], int]) -> list[Any]:
    """The whole list, two at a time."""
    found: list[Any] = []
    after: int | None = None
    while page := ask(Page(after=after, size=2)):
        assert len(page) <= 2
        found += page
        after = key(page[-1])
    return found


def test_drafts_and_change_requests_come_in_pages_newest_first(company: Company) -> None:
    session = company.coordinator
    for number in range(5):
        order_drafts.save_draft(session, {"order": {"po_number": f"PO-{number}"}})
    whole = list(order_drafts.list_drafts(session))
    assert [row.title for row in whole] == [f"PO-{number}" for number in (4, 3, 2, 1, 0)]
    assert _in_pages(lambda page: order_drafts.list_drafts(session, page=page), lambda row: row.key.id) == whole
    for _ in range(3):
        made = submit_order(session)
        approve(company.database, made)
        change_requests.open_change_request(session, made.builds[0].id, what="longer", why="it must fit")
    asked = list(change_requests.list_change_requests(session))
    assert [row.id for row in asked] == sorted((row.id for row in asked), reverse=True)
    assert len(asked) == 3
    pages = _in_pages(
        lambda page: change_requests.list_change_requests(session, open_only=True, page=page), lambda row: row.id
    )
    assert pages == asked


def test_part_issues_and_nonconformances_come_in_pages_oldest_first(shop: Shop) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-03", "PP-09", "PP-10"])
    whole = list(nonconformances.list_nonconformances(shop.qc.session))
    assert len(whole) == 3
    pages = _in_pages(
        lambda page: nonconformances.list_nonconformances(shop.qc.session, build_id=build_id, page=page),
        lambda row: row.id,
    )
    assert pages == whole
    newest_first = _in_pages(
        lambda page: browse_nonconformances(shop.qc.session, NonconformanceFilter(), page=page), lambda row: row.id
    )
    assert newest_first == whole[::-1]
    with shop.database.connect() as connection:
        connection.execute("ALTER TABLE cs.part_issue DISABLE TRIGGER m_guard")
        connection.execute(
            "INSERT INTO cs.part_issue (build_id, path, item, what, description) "
            "SELECT %s, '1', 'X', 'OTHER', 'of the page' FROM generate_series(1, 5)",
            (build_id,),
        )
        connection.execute("ALTER TABLE cs.part_issue ENABLE TRIGGER m_guard")
    issues = list(procurement.list_part_issues(shop.procurement.session))
    assert len(issues) == 5
    pages = _in_pages(
        lambda page: procurement.list_part_issues(shop.procurement.session, page=page), lambda row: row.id
    )
    assert pages == issues


def test_a_draft_is_nested_as_deeply_as_an_order_and_not_more(company: Company) -> None:
    def nested(levels: int) -> dict[str, Any]:
        body: Any = "x"
        for _ in range(levels):
            body = {"a": body}
        return {"order": body}

    order_drafts.save_draft(company.coordinator, nested(order_drafts.DEEPEST - 1))
    for levels in (order_drafts.DEEPEST, 100_000):
        with nothing_written(company.database), pytest.raises(InvalidInput) as refused:
            order_drafts.save_draft(company.coordinator, nested(levels))
        assert refused.value.findings[0].code == "too_deep"


def test_an_order_takes_so_many_documents_or_so_many_bytes(company: Company) -> None:
    full, heavy, free = (submit_order(company.coordinator).id for _ in range(3))
    add = (
        "INSERT INTO cs.document (order_id, kind, file_name, media_type, size, sha256) "
        "SELECT %s, 'OTHER', 'f.pdf', 'application/pdf', %s, sha256('') FROM generate_series(1, %s)"
    )
    with company.database.connect() as connection:
        connection.execute("ALTER TABLE cs.document DISABLE TRIGGER o_complete")
        connection.execute(add, (full, 1, 999))
        connection.execute(add, (heavy, 10 * 1024 * 1024, 102))
        connection.execute("ALTER TABLE cs.document ENABLE TRIGGER o_complete")
    documents.attach(company.qc, full, "last.pdf", PDF)
    documents.attach(company.qc, heavy, "small.pdf", PDF)
    with company.database.connect() as connection:
        connection.execute("ALTER TABLE cs.document DISABLE TRIGGER o_complete")
        connection.execute(add, (heavy, 4 * 1024 * 1024 - len(PDF), 1))
        connection.execute("ALTER TABLE cs.document ENABLE TRIGGER o_complete")
    for order_id in (full, heavy):
        with nothing_written(company.database), pytest.raises(ContentError, match="as many as are kept"):
            documents.attach(company.qc, order_id, "more.pdf", PDF)
    documents.attach(company.qc, free, "more.pdf", PDF)
