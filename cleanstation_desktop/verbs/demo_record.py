"""What the demo tells while it runs: who did which step, and how long it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

_STEP = "{who:<14} {what:<52} {seconds:>8}"


class Record:
    """Tells each step when it is done. Parameter: tell, prints one line."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.tell(_STEP.format(who="Who", what="Step", seconds="Seconds"))

    @contextmanager
    def step(self, who: str, what: str) -> Iterator[None]:
        """Time one step of one person. Parameter: who, the sign-in name, or the part of the system that does it."""
        begun = perf_counter()
        yield
        self.tell(_STEP.format(who=who, what=what, seconds=f"{perf_counter() - begun:.2f}"))
