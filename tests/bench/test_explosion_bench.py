"""How long an explosion takes, against a baseline measured in the same run: one JSON round trip of its answer.

Run with `pytest -s` to see the figures. The bounds are the budgets of DESIGN §7 (which also cover showing the bill) and
a ratio that holds on slow machines too.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

from cleanstation_desktop.domain.bom import Bom, explode, explode_selections
from cleanstation_desktop.domain.configuration import parse_configuration
from cleanstation_desktop.domain.rules import Selection
from tests.bench.figures import Budget
from tests.support.domain_samples import (
    answers,
    assembly,
    basins,
    part,
    real_catalogue,
    rules,
    small_catalogue,
)

ROUNDS = 25


def median_ms(work: Callable[[], object]) -> float:
    """Middle of many runs, in milliseconds; the first run warms up and does not count."""
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def report(name: str, bom: Bom, taken: float) -> float:
    """Print one line of figures and give the ratio to the baseline."""
    answer = bom.to_json()
    baseline = median_ms(lambda: json.loads(json.dumps(answer)))
    print(  # noqa: T201 - the figures are what a bench is for
        f"\n{name}: {len(bom.lines)} lines, {taken:.2f} ms, {taken / baseline:.2f} times a JSON round trip "
        f"({baseline:.2f} ms)"
    )
    return taken / baseline


def test_largest_real_build() -> None:
    """One basin of each type (equal ones would share their lines) with everything, and every accessory there is."""
    listed = next(rule for rule in rules().rules if rule.id == "accessory")
    numbers = [str(row.when[0].operand[0]) for row in listed.rows if row.when and row.when[0].operator == "in"]
    build = parse_configuration(
        answers(
            **basins("e_sink", "e_drain", "e_sink_di", light=True, p_trap=True),
            length=120,
            faucets=[{"kind": "wrist_blade", "placement": "center_1"}, {"kind": "pre_rinse", "placement": "center_2"}],
            sprayers=[{"kind": kind, "location": "left"} for kind in ("water_gun_turret", "air_gun_turret")],
            accessories=[{"item": number, "quantity": 3} for number in numbers if number != "T2-OHL-INSTRO-KIT"],
        )
    )
    catalogue = real_catalogue()
    bom = explode(build, rules(), catalogue)
    assert not bom.refused
    budget = Budget("explosion of the largest real build, middle", 50)
    taken = median_ms(lambda: explode(build, rules(), catalogue))
    ratio = report("largest real build, rules and explosion", bom, taken)
    assert budget.allows(taken, f"{len(bom.lines)} lines, with the rules; the budget is for 200 lines, shown")
    assert ratio < 20


def test_synthetic_bill_of_two_thousand_lines() -> None:
    """Ten assemblies of ten assemblies of nineteen parts."""
    items = [part(f"P{n}") for n in range(200)]
    for first in range(10):
        items.append(assembly(f"A{first}", *((f"A{first}-{second}", 2) for second in range(10))))
        items += [
            assembly(f"A{first}-{second}", *((f"P{(first * 7 + second * 3 + n) % 200}", n + 1) for n in range(19)))
            for second in range(10)
        ]
    catalogue = small_catalogue(*items)
    selections = [Selection(f"A{n}", None, "bench", "body", "length") for n in range(10)]
    lines, findings = explode_selections(selections, catalogue, "EN")
    bom = Bom("B-1", lines, findings)
    assert len(lines) == 2010 and not findings
    budget = Budget("explosion of 2,000 lines, middle", 150)
    taken = median_ms(lambda: explode_selections(selections, catalogue, "EN"))
    ratio = report("synthetic bill, explosion", bom, taken)
    assert budget.allows(taken, f"{len(bom.lines)} lines; the budget is for explosion and showing")
    assert ratio < 10
