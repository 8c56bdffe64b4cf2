"""Pages of long lists: always by the last key seen, so that page 1,000 costs what page 1 does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func

Key = TypeVar("Key", int, str)
Row = TypeVar("Row")
LARGEST = 500
_ESCAPE = "/"


@dataclass(frozen=True)
class Page(Generic[Key]):
    """A page of a list. Parameters: after, key of the last row seen, None for the first page; size, 1 to 500 rows."""

    after: Key | None = None
    size: int = 100

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST:
            raise ValueError(f"a page has 1 to {LARGEST} rows")


FIRST_PAGE: Page[Any] = Page()
LONGEST_PAGE: Page[Any] = Page(size=LARGEST)
"""The first page of a list that is short at a plant that keeps up with its work."""


def read_first(
    read_page: Callable[[Page[Key]], Sequence[Row]], key: Callable[[Row], Key], count: int
) -> tuple[Row, ...]:
    """The first rows of a list, in as many pages as that takes. Parameters: key, of a row; count, how many at most."""
    found: list[Row] = []
    while len(found) < count:
        page: Page[Key] = Page(key(found[-1]) if found else None, min(count - len(found), LARGEST))
        more = read_page(page)
        found.extend(more)
        if len(more) < page.size:
            break
    return tuple(found)


def like_anywhere(column: ColumnElement[Any], search: str) -> ColumnElement[bool]:
    """Whether a text holds a piece, capitals or not; `%` and `_` are ordinary characters."""
    return column.icontains(search.strip(), autoescape=True)


def like_start(column: ColumnElement[Any], search: str) -> ColumnElement[bool]:
    """Whether a text begins with a piece, capitals or not; an index on upper(column) serves it."""
    return like_beginning(column, beginning(search))


def like_beginning(column: ColumnElement[Any], pattern: Any) -> ColumnElement[bool]:
    """The same of a `beginning`, or of a parameter that gets one."""
    # Capitals are made by the server on both sides: it and Python do not agree on every letter.
    return func.upper(column).like(func.upper(pattern), escape=_ESCAPE)


def beginning(search: str) -> str:
    """What begins with a piece, as a pattern; `%` and `_` are ordinary characters."""
    return _literal(search) + "%"


def containing(search: str) -> str:
    """What holds a piece, as a pattern; `%` and `_` are ordinary characters."""
    return f"%{_literal(search)}%"


def _literal(search: str) -> str:
    piece = search.strip()
    for sign in (_ESCAPE, "%", "_"):
        piece = piece.replace(sign, _ESCAPE + sign)
    return piece
