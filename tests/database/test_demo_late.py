"""Orders of the demo that are overdue: seen as such, told by nobody as a change, and whole in the audit."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from cleanstation_desktop.services import build_browsing, timeline
from cleanstation_desktop.services.audit_verification import verify
from cleanstation_desktop.services.build_filters import BuildFilter
from cleanstation_desktop.services.timeline import EventKind
from cleanstation_desktop.verbs.demo_late import let_pass
from cleanstation_desktop.verbs.demo_orders import PLAN
from tests.support.company import Company, nothing_written
from tests.support.days import today
from tests.support.orders import submit_order


def test_the_plan_has_overdue_orders_and_some_due_soon() -> None:
    at_work = [(count, days) for stop, count, days in PLAN if stop not in {"shipped", "cancelled"}]
    assert sum(count for _, count, _ in PLAN) == 30
    assert sum(count for count, days in at_work if days < 0) == 2
    assert sum(count for count, days in at_work if 1 < days < 14) >= 2


def test_a_want_date_passes_and_the_guard_is_there_again(company: Company) -> None:
    made = submit_order(company.coordinator)
    day = today() - dt.timedelta(days=3)
    let_pass(company.database.url(), {made.id: day})
    (late,) = build_browsing.browse_builds(company.qc, BuildFilter(overdue=True), size=10)
    assert (late.order_id, late.want_date, late.overdue) == (made.id, day, True)
    told = {entry.kind for entry in timeline.order_timeline(company.qc, made.id)}
    assert EventKind.ENTERED in told
    assert EventKind.ANSWER_CHANGED not in told
    with company.database.connect() as raw:
        said = raw.execute(
            "SELECT reason, old_row ->> 'want_date' > new_row ->> 'want_date' FROM cs_audit.log "
            "WHERE table_name = 'customer_order' AND action = 'UPDATE' AND record = %s",
            (str(made.id),),
        ).fetchall()
    assert said == [("Demo: the want date has passed.", True)]
    assert verify(company.database.url()).problems == ()
    with (
        nothing_written(company.database),
        company.database.connect() as raw,
        pytest.raises(psycopg.Error, match="must be in the future"),
    ):
        raw.execute(
            "UPDATE cs.customer_order SET want_date = %s, version = version + 1 WHERE id = %s",
            (day - dt.timedelta(days=1), made.id),
        )


def test_an_order_that_is_not_there_leaves_everything_as_it_was(company: Company) -> None:
    made = submit_order(company.coordinator)
    with nothing_written(company.database), pytest.raises(LookupError, match="no order 0"):
        let_pass(company.database.url(), {made.id: dt.date(2026, 1, 1), 0: dt.date(2026, 1, 1)})
