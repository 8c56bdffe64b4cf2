"""Fixtures of the tests that work on a real database as its people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.clusters import Clone
from tests.support.company import Company
from tests.support.shop import Shop


@pytest.fixture
def company(database: Clone) -> Iterator[Company]:
    """The people of a plant, each signed in when first asked for, at a database of the test's own."""
    made = Company(database)
    yield made
    made.close()


@pytest.fixture
def shop(database: Clone) -> Iterator[Shop]:
    """The people of the shop floor, each signed in, at a database of the test's own."""
    made = Shop(database)
    yield made
    made.close()
