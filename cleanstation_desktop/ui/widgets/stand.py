"""Where somebody is in a table, for the way back to it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Stand:
    """Parameters: top, key of the first row in view; chosen, key of the row under the cursor; None for none; marked,
    keys of the rows that are ticked, or opened."""

    top: Hashable = None
    chosen: Hashable = None
    marked: frozenset[Any] = frozenset()
