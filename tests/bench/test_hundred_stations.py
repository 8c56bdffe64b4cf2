"""A hundred stations at work on one server, with a million builds (DESIGN §7): no error, and nobody waits long.

Every station signs in as a person of its own, listens to the change feed and does something each five seconds on
average, a third of it writing. What a hundred PCs compute is computed here beside the server, on the same processors.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cleanstation_desktop.domain.people import Role
from tests.bench.figures import Budget, Figures, tell
from tests.bench.million import Million
from tests.support.people import make_person

STATIONS = {Role.ASSEMBLER: 60, Role.QC_PERSON: 25, Role.PRODUCTION_COORDINATOR: 15}
STATUS = {
    Role.ASSEMBLER: "IN_ASSEMBLY",
    Role.QC_PERSON: "READY_FOR_PRE_QC",
    Role.PRODUCTION_COORDINATOR: "ORDER_CREATED",
}
PROCESSES = 4
SECONDS, PAUSE = 60.0, 5.0
BUDGET_MS = 200.0


def find_work(million: Million, status: str, count: int) -> list[int]:
    """Builds to work on, of which none has its next form open already."""
    with million.database.connect() as connection:
        found = connection.execute(
            "SELECT b.id FROM cs.build b WHERE b.status = %s AND NOT EXISTS (SELECT FROM cs.inspection i "
            "WHERE i.build_id = b.id AND i.state = 'OPEN') ORDER BY b.id DESC LIMIT %s",
            (status, count),
        ).fetchall()
    return [row[0] for row in found]


def crew(million: Million) -> list[dict[str, Any]]:
    """The hundred, each with builds of its own."""
    found: list[dict[str, Any]] = []
    for role, count in STATIONS.items():
        work = find_work(million, STATUS[role], 3 * count)
        assert len(work) >= count, f"too few builds are {STATUS[role]}"
        for number in range(count):
            person = make_person(million.database, role)
            who = {"login": person.login, "password": person.password, "role": role.value}
            found.append({**who, "station": f"{role.value.lower()}-{number}", "builds": work[number::count]})
    return found


def test_a_hundred_stations_at_work(million: Million) -> None:
    people = crew(million)
    with million.database.connect() as connection:
        row = connection.execute("SELECT min(id) FROM cs.instrument").fetchone()
    assert row is not None
    given = {
        "url": million.database.url().set(username=None, password=None).render_as_string(),
        "instrument": row[0],
        "seconds": SECONDS,
        "pause": PAUSE,
    }
    budget = Budget(f"an action at one of {len(people)} stations at work, p95", BUDGET_MS)
    answers = []
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.bench.stations"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd=Path(__file__).parents[2],
                )
            )
            for _ in range(PROCESSES)
        ]
        for number, process in enumerate(processes):
            assert process.stdin is not None
            process.stdin.write(json.dumps({**given, "stations": people[number::PROCESSES]}) + "\n")
            process.stdin.flush()
        for process in processes:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline()) == "ready"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        for process in processes:
            assert process.stdout is not None
            answers.append(json.loads(process.stdout.readline()))
    by_action: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        for name, ms in answer["taken"]:
            by_action[name].append(ms)
    for name, taken in sorted(by_action.items()):
        tell(f"    {name}: {Figures.of(taken)}")
    everything = Figures.of(ms for taken in by_action.values() for ms in taken)
    errors = [error for answer in answers for error in answer["errors"]]
    heard = [count for answer in answers for count in answer["heard"]]
    tell(f"a hundred stations: {everything}; changes heard at each: {min(heard)} to {max(heard)}")
    assert errors == [], f"{len(errors)} errors, such as {sorted(set(errors))[:5]}"
    assert min(heard) > 0
    assert budget.allows(
        everything.p95, f"middle {everything.p50:.0f} ms, {len(everything.sorted_ms)} actions, no error"
    )
