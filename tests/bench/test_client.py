"""The client itself against its budgets (DESIGN §7), with a million builds: start, screens, typing, stalls, memory.

The client runs in a process of its own, offscreen, and is worked by `tests.bench.client_walk`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop import resources
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.places import REGISTER
from tests.bench.figures import Budget, Figures, milliseconds, tell
from tests.bench.million import Million
from tests.support.people import TestPerson, make_person
from tests.support.slow_proxy import SlowProxy

ROOT = Path(__file__).parents[2]
START_WARM_MS, START_COLD_MS = 500.0, 1500.0
SCREEN_MS, TYPING_MS, STALL_MS = 100.0, 50.0, 50.0
MEMORY_MB = 250.0
ROUNDS = 40
OFFSCREEN = "This plugin does not support"
WORDS = ("B-2026", "maple", "hopital", "45001")

# Which records are opened, by place: builds at different stages of their life, with all that belongs to them.
RECORDS: Mapping[str, str] = {
    "order": "SELECT max(order_id) AS order_id FROM cs.build GROUP BY status ORDER BY 1",
    "build": "SELECT max(id) AS build_id FROM cs.build GROUP BY status ORDER BY 1",
    "bom": "SELECT max(r.id) AS bom_revision_id FROM cs.bom_revision r JOIN cs.build b ON b.id = r.build_id "
    "WHERE EXISTS (SELECT FROM cs.bom_line l WHERE l.bom_revision_id = r.id) GROUP BY b.status ORDER BY 1",
    "assembly": "SELECT max(id) AS build_id FROM cs.build WHERE status = 'IN_ASSEMBLY'",
    "inspection": "SELECT max(id) AS inspection_id FROM cs.inspection GROUP BY kind, result ORDER BY 1",
    "change_request": "SELECT max(id) AS request_id FROM cs.change_request GROUP BY state ORDER BY 1",
    "nonconformance": "SELECT max(id) AS nonconformance_id FROM cs.nonconformance",
    "where_used": "SELECT item FROM cs.bom_line WHERE level > 0 GROUP BY item ORDER BY count(*) DESC LIMIT 3",
}


@pytest.fixture(scope="module")
def somebody(million: Million) -> TestPerson:
    """Somebody who holds every role and so may open every screen."""
    return make_person(million.database, *Role)


@pytest.fixture(scope="module")
def visits(million: Million) -> list[tuple[str, dict[str, Any]]]:
    """Every place that is built, with records to open there, in turns as people go from one to the other."""
    found: list[list[tuple[str, dict[str, Any]]]] = []
    with million.database.connect() as connection:
        for name in REGISTER:
            if not is_built(name):
                continue
            chosen: list[dict[str, Any]] = [{}]
            if name in RECORDS:
                cursor = connection.execute(RECORDS[name].encode())
                assert cursor.description is not None
                (column,) = (entry.name for entry in cursor.description)
                chosen = [{column: value} for (value,) in cursor.fetchall()]
            found.append([(name, arguments) for arguments in chosen])
    longest = max(len(group) for group in found)
    return [group[turn % len(group)] for turn in range(longest) for group in found if turn < len(group)]


def is_built(name: str) -> bool:
    """Whether a place has its screen."""
    module = f"cleanstation_desktop.ui.{REGISTER[name].screen.partition(':')[0]}"
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def run_module(name: str, *arguments: str, given: str = "") -> str:
    """Run a program of the bench offscreen; gives what it printed. It must say nothing else, as Qt's warnings."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *arguments],
        input=given,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if not line.startswith(OFFSCREEN)]
    assert (done.returncode, said) == (0, []), "\n".join(said[-12:])
    return done.stdout


def walk(folder: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Work the client in a process of its own; gives what it measured."""
    answer: dict[str, Any] = json.loads(run_module("client_walk", given=json.dumps({"folder": str(folder), **given})))
    return answer


def start_ms(folder: Path) -> float:
    """From starting the process to the painted sign-in window."""
    begun = time.monotonic()
    return (float(run_module("first_paint", str(folder))) - begun) * 1000


def drop_from_memory() -> int:
    """Have the system forget the files that the client starts from, but those in use; gives how many."""
    count = 0
    for folder in {sysconfig.get_path("stdlib"), sysconfig.get_path("platlib"), str(resources.root())}:
        for path in Path(folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ".pyc", ".so", ".svg", ".ttf", ".json", ".qss", ".6"}:
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                count += 1
    return count


def test_start_to_the_painted_sign_in_window(tmp_path: Path) -> None:
    start_ms(tmp_path)
    warm_budget = Budget("start to the painted sign-in window, warm, middle", START_WARM_MS)
    cold_budget = Budget("start to the painted sign-in window, cold, middle", START_COLD_MS)
    warm = Figures.of(start_ms(tmp_path) for _ in range(9))
    bare = Figures.of(milliseconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True)) for _ in range(9))
    cold = []
    for _ in range(3):
        drop_from_memory()
        cold.append(start_ms(tmp_path))
    ratio = f"{warm.p50 / bare.p50:.1f} times Python alone ({bare.p50:.0f} ms)"
    tell(f"start to the painted sign-in window, warm: {warm} = {ratio}")
    tell(f"the same after {drop_from_memory()} files were dropped from memory: {Figures.of(cold)}")
    allowed = cold_budget.allows(Figures.of(cold).p50), warm_budget.allows(warm.p50, ratio)
    assert allowed == (True, True)


def signed_in(million: Million, person: TestPerson, **given: Any) -> dict[str, Any]:
    """What a walk begins with, for somebody who signs in."""
    url = million.database.url().set(username=None, password=None)
    return {
        "url": url.render_as_string(hide_password=False),
        "login": person.login,
        "password": person.password,
        **given,
    }


def tell_visits(answer: Mapping[str, Any], kept: str) -> list[float]:
    """Say the figures of each place; gives those of all visits."""
    of_place: dict[str, list[float]] = defaultdict(list)
    for entry in answer["visits"]:
        of_place[entry["place"]].append(entry[kept])
        assert entry["filled"], f"{entry['place']} was not filled"
    for place, taken in of_place.items():
        tell(f"    {place}: {Figures.of(taken)}")
    return [value for taken in of_place.values() for value in taken]


def test_screens_are_filled(
    million: Million, somebody: TestPerson, visits: list[tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    budget = Budget("click to filled screen, p95", SCREEN_MS)
    answer = walk(tmp_path, signed_in(million, somebody, visits=visits, rounds=3))
    taken = Figures.of(tell_visits(answer, "ms"))
    stalls = Figures.of(entry["stall_ms"] for entry in answer["visits"])
    tell(f"click to filled screen: {taken}; longest stall of each: {stalls}")
    assert [name for name in REGISTER if not is_built(name)] == [], "not built, so not measured"
    assert budget.allows(taken.p95, f"middle {taken.p50:.0f} ms, {len(taken.sorted_ms)} visits")


@pytest.mark.parametrize("place", ["orders"])
def test_search_as_one_types(million: Million, somebody: TestPerson, place: str, tmp_path: Path) -> None:
    budget = Budget(f"search in {place} as one types, from the key to the rows, p95", TYPING_MS)
    answer = walk(tmp_path, signed_in(million, somebody, visits=[(place, {})], words=WORDS))
    taken = Figures.of(entry["ms"] for entry in answer["typed"])
    tell(f"search in {place} as one types, from the key to the rows: {taken}")
    assert budget.allows(taken.p95, f"middle {taken.p50:.0f} ms, {len(taken.sorted_ms)} letters")


def test_stalls_before_a_slow_server(
    million: Million, somebody: TestPerson, visits: list[tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    """Each answer comes 500 ms late; the window goes on meanwhile."""
    known = million.database.dsn()
    each = list({name: (name, arguments) for name, arguments in visits}.values())
    budget = Budget("longest stall, server answering after 500 ms", STALL_MS)
    with SlowProxy(known["host"], known["port"], delay=0.5) as proxy:
        given = signed_in(million, somebody, visits=each, rounds=2)
        url = proxy.url(million.database.url().set(username=None, password=None))
        answer = walk(tmp_path, given | {"url": url.render_as_string(hide_password=False)})
    stalls = Figures.of(tell_visits(answer, "stall_ms"))
    tell(f"longest stall of each visit, server answering after 500 ms: {stalls}")
    assert budget.allows(stalls.worst, f"middle {stalls.p50:.0f} ms, p95 {stalls.p95:.0f} ms of a visit")


def test_memory_after_a_long_day(
    million: Million, somebody: TestPerson, visits: list[tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    """Every screen opened and left many times stands for an hour of use: what is kept by mistake adds up."""
    each = list({name: (name, arguments) for name, arguments in visits}.values())
    answer = walk(tmp_path, signed_in(million, somebody, visits=each, rounds=ROUNDS))
    memory = answer["resident_mb"]
    first, half, last = memory[1], memory[len(memory) // 2], memory[-1]
    tell(
        f"memory of the client: {memory[0]:.0f} MB signed in, {first:.0f} MB after all screens once, "
        f"{half:.0f} MB after {ROUNDS // 2} rounds, {last:.0f} MB after {ROUNDS}"
    )
    assert Budget("memory of the client after all screens, often", MEMORY_MB, unit="MB", shared=False).allows(last)
    # It levels off: the second half adds less than a twentieth.
    assert last - half < 0.05 * last
