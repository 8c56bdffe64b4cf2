"""What `cleanstation form …` and `cleanstation rules …` share: both are versions, of which one is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Protocol, TypeVar

import typer

from cleanstation_desktop.domain.errors import NotFound

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON")]


class Version(Protocol):
    """A version in a list. Parameters: number; state, DRAFT, IN_FORCE or RETIRED."""

    @property
    def number(self) -> int:
        """Which one."""

    @property
    def state(self) -> str:
        """What counts of it."""


V = TypeVar("V", bound=Version)


def find_version(versions: Iterable[V], number: int, what: str, verb: str) -> V:
    """The version with a number. Parameters: what, they are versions of; verb, that lists them. Errors: NotFound."""
    known = {version.number: version for version in versions}
    if number not in known:
        there = ", ".join(map(str, sorted(known))) or "none"
        raise NotFound(f"There is no version {number} of {what}; there are: {there}.", hint=f"See them with: {verb}")
    return known[number]


def moment_words(moment: dt.datetime | None) -> str:
    """Since when it is in force, for a table."""
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M %Z}"
