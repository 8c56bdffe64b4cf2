"""The measured plant, for all measurements of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.million import Million, open_million


@pytest.fixture(scope="session")
def million() -> Iterator[Million]:
    """A million builds. Making them takes four minutes, once on this machine."""
    plant = open_million()
    yield plant
    plant.database.cluster.stop()
