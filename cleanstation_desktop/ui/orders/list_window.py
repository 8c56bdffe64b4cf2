"""A window on a long list: all ids in order, eight bytes each, and of the rows only those around what is looked at."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")

_WIDTH = 8
_MOST = 2_000
"""Rows that are kept; what is looked at and some screens around it."""


class ListWindow(Generic[Row]):
    """Parameters: id_of, the key of a row, positive and below 2 to the 63rd."""

    def __init__(self, id_of: Callable[[Row], int]) -> None:
        self._id_of = id_of
        self._ids = b""
        self._rows: dict[int, Row] = {}
        self._doubted: set[int] = set()

    def __len__(self) -> int:
        return len(self._ids) // _WIDTH

    @property
    def ids(self) -> bytes:
        """All ids, as `services.build_browsing.build_ids` gives them."""
        return self._ids

    def begin(self, rows: Sequence[Row]) -> None:
        """Start anew with the first rows of a list."""
        self._rows = {self._id_of(row): row for row in rows}
        self._doubted.clear()
        self._ids = packed(list(self._rows))

    def set_ids(self, ids: bytes) -> None:
        """Take over the order of the whole list; rows that are here stay."""
        self._ids = ids

    def id_at(self, place: int) -> int:
        """The key at a place. Raises IndexError outside of the list."""
        if not 0 <= place < len(self):
            raise IndexError(place)
        found: int = struct.unpack_from(">q", self._ids, place * _WIDTH)[0]
        return found

    def row_at(self, place: int) -> Row | None:
        """The row at a place; None while it is not here, and outside of the list."""
        return self._rows.get(self.id_at(place)) if 0 <= place < len(self) else None

    def place_of(self, key: int) -> int:
        """Where a key stands; -1 when it is not in the list."""
        wanted, at = packed([key]), -1
        while (at := self._ids.find(wanted, at + 1)) >= 0:
            if at % _WIDTH == 0:
                return at // _WIDTH
        return -1

    def ids_of(self, first: int, last: int) -> list[int]:
        """Keys from a place to another, both included, as far as the list goes."""
        first, last = max(first, 0), min(last, len(self) - 1)
        return [self.id_at(place) for place in range(first, last + 1)]

    def missing(self, first: int, last: int) -> list[int]:
        """Keys of the rows from a place to another that are not here."""
        return [key for key in self.ids_of(first, last) if key not in self._rows]

    def unsure(self, first: int, last: int) -> list[int]:
        """Keys of the rows from a place to another that are not here or in doubt."""
        return [key for key in self.ids_of(first, last) if key not in self._rows or key in self._doubted]

    def doubt(self) -> None:
        """Something was changed elsewhere: every row that is here may be another by now. It stays until it is read."""
        self._doubted.update(self._rows)

    def take(self, rows: Sequence[Row]) -> None:
        """Keep rows that were read, newer ones in place of older; those longest unused go when there are too many."""
        for row in rows:
            key = self._id_of(row)
            self._rows.pop(key, None)
            self._rows[key] = row
            self._doubted.discard(key)
        for key in list(self._rows)[: max(0, len(self._rows) - _MOST)]:
            del self._rows[key]
            self._doubted.discard(key)


def packed(keys: Sequence[int]) -> bytes:
    """Keys as bytes."""
    return struct.pack(f">{len(keys)}q", *keys)
