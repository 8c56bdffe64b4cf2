"""How soon a change at one station is seen at fifty others (DESIGN §7), with a million builds in the database.

Each of the fifty does what a client does: it is told by NOTIFY, asks the change feed, and reads the changed order anew.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import order_lists, orders
from cleanstation_desktop.services.paging import Page
from tests.bench.figures import Budget, Figures, measure, tell
from tests.bench.million import Million

STATIONS = 50
CHANGES = 30
BUDGET_MS = 300.0


@contextlib.contextmanager
def watching(million: Million) -> Iterator[subprocess.Popen[str]]:
    """Fifty stations of the assembler, all listening."""
    person = million.people[Role.ASSEMBLER]
    url = million.database.url(person.login, person.password).render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.watchers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        given = {"url": url, "login": person.login, "password": person.password, "count": STATIONS}
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == "ready"
        yield process
        process.stdin.close()


def test_a_change_is_seen_at_fifty_stations(million: Million) -> None:
    session = million.session(Role.PRODUCTION_COORDINATOR)
    waiting = order_lists.list_orders(session, statuses=[BuildStatus.IN_ASSEMBLY], page=Page(size=CHANGES))
    baseline = measure([partial(order_lists.read_order, session, row.id) for row in waiting])
    budget = Budget(f"change of one station visible at {STATIONS} others, p95", BUDGET_MS)
    seen: list[float] = []
    read: list[float] = []
    with watching(million) as process:
        assert process.stdout is not None
        for row in waiting:
            begun = time.monotonic()
            orders.change_order(
                session, row.id, version=row.version, changes={"notes": f"Changed at {begun}."}, reason="measured"
            )
            for _ in range(STATIONS):
                told = json.loads(process.stdout.readline())
                assert told["record"] == str(row.id)
                seen.append((told["seen_at"] - begun) * 1000)
                read.append((told["read_at"] - begun) * 1000)
            time.sleep(0.05)
    session.close()
    known, shown = Figures.of(seen), Figures.of(read)
    tell(f"change known at {STATIONS} stations: {known}")
    tell(
        f"changed order read anew at {STATIONS} stations: {shown} = {shown.p95 / baseline.p50:.0f} times reading one "
        f"order at one station ({baseline.p50:.1f} ms)"
    )
    assert budget.allows(shown.p95, f"middle {shown.p50:.0f} ms")
