"""Figures of the measurements: middle, 95th of 100, worst, and the ratio to a baseline of the same run.

Each figure that has a budget becomes a line of the table that `make bench` leaves in build/bench.md: figure, budget,
and whether it was met, plainly. How busy others kept the machine meanwhile stands beside it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

_NAMED = 3
_LONGEST = 150


@dataclass(frozen=True)
class Figures:
    """Milliseconds of many runs, in order of size. Parameters: slowest, what the slowest of them were asked."""

    sorted_ms: tuple[float, ...]
    slowest: tuple[str, ...] = ()

    @classmethod
    def of(cls, milliseconds: Iterable[float]) -> Figures:
        """From runs in any order."""
        return cls(tuple(sorted(milliseconds)))

    def _at(self, share: float) -> float:
        return self.sorted_ms[min(len(self.sorted_ms) - 1, int(len(self.sorted_ms) * share))]

    @property
    def p50(self) -> float:
        """The middle."""
        return self._at(0.5)

    @property
    def p95(self) -> float:
        """Of 100 runs 95 took no longer."""
        return self._at(0.95)

    @property
    def worst(self) -> float:
        """The longest."""
        return self.sorted_ms[-1]

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms, worst {self.worst:.1f} ms of {len(self.sorted_ms)}"


def measure(works: Sequence[Callable[[], object]]) -> Figures:
    """Each work once, one after the other."""
    taken = sorted(((milliseconds(work), work) for work in works), key=lambda pair: pair[0])
    slowest = tuple(f"{ms:.0f} ms {_asked(work)}" for ms, work in taken[: -1 - _NAMED : -1])
    return Figures(tuple(ms for ms, _work in taken), slowest)


def _asked(work: Callable[[], object]) -> str:
    """What a partial function asks for, in short: without who asks, and without what is left out."""
    if not isinstance(work, partial):
        return repr(work)
    asked = ", ".join([*map(str, work.args[1:]), *(f"{name}={value!r}" for name, value in work.keywords.items())])
    named = re.sub(r"<\w+\.\w+: '(\w+)'>", r"\1", asked)
    short = re.sub(r"\w+=(?:''|None|False|frozenset\(\))(?:, )?", "", named).replace(", )", ")")
    return short if len(short) <= _LONGEST else short[:_LONGEST] + "…"


def milliseconds(work: Callable[[], object]) -> float:
    """How long one work takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


@dataclass(frozen=True)
class Verdict:
    """A line of the table. Parameters: unit, of figure and budget; busy, how many times longer work took than on a
    machine of one's own; beside, what else is to be said."""

    what: str
    figure: float
    budget: float
    unit: str
    busy: float
    beside: str

    @property
    def met(self) -> bool:
        """Whether the figure keeps to the budget."""
        return self.figure <= self.budget

    @property
    def excused(self) -> bool:
        """Whether it would, had the machine been its own."""
        return self.figure <= self.budget * self.busy

    def __str__(self) -> str:
        word = "met" if self.met else "missed on a busy machine" if self.excused else "missed"
        return (
            f"| {self.what} | {self.figure:.0f} {self.unit} | {self.budget:.0f} {self.unit} | {word} | {self.busy:.1f} "
            f"| {self.beside} |"
        )


VERDICTS: list[Verdict] = []
"""Of this run, in order."""


def table() -> str:
    """All verdicts as a table in Markdown."""
    head = "| what | figure | budget | verdict | busy, times | beside |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + "".join(f"{verdict}\n" for verdict in VERDICTS)


class Budget:
    """A budget, and how far others keep the machine busy while it is measured.

    That tells a piece of work that needs nothing but the processor, on a machine of one's own 1 (`contention`). Make it
    before measuring and ask `allows` afterwards.
    Parameters: what, is measured; limit, of the figure; unit, of both; shared, whether others that keep the machine
    busy change the figure.
    """

    def __init__(self, what: str, limit: float, *, unit: str = "ms", shared: bool = True) -> None:
        self._what = what
        self._limit = limit
        self._unit = unit
        self._shared = shared
        self._before = contention()

    def allows(self, figure: float, beside: str = "") -> bool:
        """Whether a figure is within it, as far as the machine can tell; keeps the verdict for the table."""
        busy = (self._before + contention()) / 2 if self._shared else 1.0
        verdict = Verdict(self._what, figure, self._limit, self._unit, busy, beside)
        VERDICTS.append(verdict)
        tell(str(verdict))
        return verdict.excused


_fastest = float("inf")


def contention() -> float:
    """How many times longer work takes now than on a machine of one's own.

    That is the fastest of all such pieces of work in this run: others take away turns, and what they leave runs slower.
    """
    global _fastest  # noqa: PLW0603 - of the whole run
    taken = sorted(milliseconds(lambda: sum(range(100_000))) for _ in range(80))
    _fastest = min(_fastest, taken[0])
    return sum(taken) / len(taken) / _fastest


def tell(line: str) -> None:
    """Print one line of figures."""
    print(f"\n{line}")  # noqa: T201 - the figures are what a bench is for
