"""Figures of the measurements: middle, 95th of 100, worst, and the ratio to a baseline of the same run."""

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


class Budget:
    """A budget in milliseconds, stretched as far as others keep the machine busy meanwhile.

    By how much, a piece of work tells that needs nothing but the processor: its time by the clock over the time it was
    given. On a machine of one's own that is 1. Make it before measuring and ask `allows` afterwards.
    """

    def __init__(self, milliseconds: float) -> None:
        self._milliseconds = milliseconds
        self._before = contention()

    def allows(self, taken: float) -> bool:
        """Whether so many milliseconds are within it; says how far it was stretched."""
        stretch = (self._before + contention()) / 2
        tell(f"    {taken:.0f} of {self._milliseconds:.0f} ms, stretched {stretch:.2f} times by other work")
        return taken < self._milliseconds * stretch


def contention() -> float:
    """How many times longer work takes now than on a machine of one's own."""
    clock, given = time.perf_counter(), time.process_time()
    for _ in range(40):
        sum(range(200_000))
    return max(1.0, (time.perf_counter() - clock) / (time.process_time() - given))


def tell(line: str) -> None:
    """Print one line of figures."""
    print(f"\n{line}")  # noqa: T201 - the figures are what a bench is for
