"""Nonconformances at a plant that has had very many: what is asked for is read, and not all that there ever were."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, text

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.nonconformance_browsing import NonconformanceFilter, browse_nonconformances
from cleanstation_desktop.services.nonconformances import SELECTED, Disposition, load_nonconformances
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone
from tests.support.shop import PRE_QC, Shop, Worker

MANY = 20_000
FEW = 500
"""Rows read for one question, where the table has many."""


def make_many(database: Clone, closed: int) -> None:
    """As many like this one as the years leave behind, closed."""
    with database.connect() as superuser:
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute(
            "INSERT INTO cs.nonconformance (number, build_id, inspection_id, inspection_item_id, description, state, "
            "disposition, disposition_reason, verified_by_inspection_id, created_at) "
            "SELECT 'NCR-1999-' || n, c.build_id, c.inspection_id, c.inspection_item_id, c.description, 'CLOSED', "
            "'REWORK', 'as agreed', 1000000 + n, now() FROM cs.nonconformance c, generate_series(1, %s) n "
            "WHERE c.id = %s",
            (MANY, closed),
        )
    with database.connect(autocommit=True) as superuser:
        superuser.execute("VACUUM ANALYZE cs.nonconformance")


@contextlib.contextmanager
def counted(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """Within one transaction, how many nonconformances the server has read since it was last asked."""
    counter = text(
        "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables "
        "WHERE schemaname = 'cs' AND relname = 'nonconformance'"
    )
    with session.read() as connection:
        before = [0]

        def read() -> int:
            now = int(connection.execute(counter).scalar_one())
            before.append(now)
            return now - before[-2]

        monkeypatch.setattr(session, "read", lambda: contextlib.nullcontext(connection))
        yield read


def test_what_is_asked_for_is_read_and_not_all_that_there_ever_were(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    older = shop.arrived_build()
    shop.inspect(shop.qc, older, PRE_QC, fail=["PP-05"])
    (one,) = shop.found(older)
    shop.decide(older)
    make_many(shop.database, one.id)
    build_id = shop.arrived_build()
    failed = shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05", "PP-09"])
    first, second = shop.found(build_id)
    questions: dict[str, Callable[[Connection], object]] = {
        "inspection": lambda connection: load_nonconformances(connection, inspection_id=failed.id),
        "build and open": lambda connection: load_nonconformances(connection, build_id=build_id, open_only=True),
        "open": lambda connection: load_nonconformances(connection, open_only=True),
    }
    both = [second.id, first.id]
    filters = (
        ("not closed", NonconformanceFilter(open_only=True), [*both, one.id]),
        ("waiting", NonconformanceFilter(waiting=True), [*both, one.id]),
        ("undecided", NonconformanceFilter(open_only=True, undecided=True), both),
        ("decided", NonconformanceFilter(open_only=True, disposition=Disposition.REWORK), [one.id]),
        ("searched", NonconformanceFilter(open_only=True, search="PP-09"), [second.id]),
    )
    session = shop.qc.session
    with counted(session, monkeypatch) as read, session.read() as connection:
        for name, question in questions.items():
            with subtests.test(question=name):
                question(connection)
                assert read() < FEW
        for name, wanted, expected in filters:
            with subtests.test(filter=name):
                assert [ncr.id for ncr in browse_nonconformances(session, wanted)] == expected
                assert read() < FEW
        with subtests.test(filter="newest"):
            assert [ncr.id for ncr in browse_nonconformances(session, NonconformanceFilter())][:2] == both
            assert read() < FEW


def test_what_waits_for_somebody_is_what_stands_on_the_home_page(shop: Shop) -> None:
    """By role, by state, and who signed: what the one decided to be used as it is waits for the other."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05", "PP-09"])
    first, second = shop.found(build_id)
    other = shop.worker(Role.QC_PERSON)

    def waiting(worker: Worker) -> list[int]:
        found = browse_nonconformances(worker.session, NonconformanceFilter(waiting=True))
        return [each.id for each in found]

    assert (waiting(shop.qc), waiting(other), waiting(shop.admin)) == ([second.id, first.id], [second.id, first.id], [])
    shop.decide(build_id, Disposition.USE_AS_IS)
    assert (waiting(shop.qc), waiting(other), waiting(shop.admin)) == ([], [second.id, first.id], [second.id, first.id])
    shop.concede(build_id)
    assert (waiting(shop.qc), waiting(shop.admin)) == ([second.id, first.id], [])
    assert (waiting(shop.procurement), waiting(shop.assembler), waiting(shop.coordinator)) == ([], [], [])


def test_no_more_tables_are_joined_than_the_server_tries_in_every_order() -> None:
    """From its join_collapse_limit of eight on, planning takes longer than reading what is on a page."""
    assert SELECTED.count(" JOIN ") < 8
