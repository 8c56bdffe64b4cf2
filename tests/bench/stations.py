"""Stations at work, in a process of their own: each signs in, follows the change feed and does what its role does.

Run as a module. Input, one line of JSON: url; stations, a list of {login, password, role, station, builds}; instrument,
the key of a reference instrument; seconds, how long they work; pause, between two actions, on average.
Output: "ready" when all are signed in; after a line of input all begin, and at the end one line of JSON follows with
what each action took, in milliseconds, and what went wrong.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy import URL, make_url

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import CleanStationError
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import (
    assembly,
    build_browsing,
    builds,
    comments,
    inspections,
    order_lists,
    search,
    work_lists,
)
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sign_in import sign_in
from cleanstation_desktop.verbs.demo_answers import good
from tests.bench.watchers import say

Action = tuple[str, Callable[[], object]]


class Station:
    """One person at one PC. Parameters: given, as in the input; instrument, a reference instrument's key."""

    def __init__(self, url: URL, given: Mapping[str, Any], instrument: int) -> None:
        session = sign_in(url, given["login"], given["password"], station=given["station"])
        assert isinstance(session, Session)
        self.session = session
        self.taken: list[tuple[str, float]] = []
        self.errors: list[str] = []
        self.heard = 0
        self._builds: Sequence[int] = given["builds"]
        self._instrument = instrument
        self._random = random.Random(given["station"])  # noqa: S311 - a sample, not a secret
        self._actions = {
            Role.QC_PERSON: self._inspect,
            Role.ASSEMBLER: self._assemble,
            Role.PRODUCTION_COORDINATOR: self._coordinate,
        }[Role(given["role"])]()
        self._feed = session.open_feed()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def work(self, until: float, pause: float) -> None:
        """One action after the other, with pauses as people make them."""
        time.sleep(self._random.uniform(0, pause))
        while time.monotonic() < until:
            name, action = next(self._actions)
            begun = time.monotonic()
            try:
                action()
            except CleanStationError as error:
                self.errors.append(f"{name}: {error!r}")
            self.taken.append((name, (time.monotonic() - begun) * 1000))
            time.sleep(self._random.uniform(0.4 * pause, 1.6 * pause))

    def close(self) -> None:
        """Sign out."""
        self._feed.close()
        self._listener.join()
        self.session.close()

    def _listen(self) -> None:
        with suppress(CleanStationError):
            for batch in self._feed.batches():
                self.heard += len(batch.changes)
        # Whoever waits for the next change hears nothing any more when it is lost before the end.

    def _inspect(self) -> Iterator[Action]:
        """A QC person opens the form of a build and answers it item by item."""
        session = self.session
        for build_id in self._builds:
            yield "home", partial(work_lists.read_work, session)
            opened: list[int] = []

            def start(build: int = build_id, found: list[int] = opened) -> None:
                found.append(inspections.start(session, build, InspectionKind.PRE_PRODUCTION_CHECK))

            yield "open a form", start
            form = inspections.read_inspection(session, opened[0])
            yield "read a form", partial(inspections.read_inspection, session, form.id)
            for item in form.items:
                if item.answer is None and item.requires_document is None:
                    given = good(item, self._instrument)
                    yield "answer an item", partial(inspections.answer, session, item.id, given)

    def _assemble(self) -> Iterator[Action]:
        """An assembler looks what there is, opens a build, reads its tasks and says something about it."""
        session = self.session
        while True:
            for build_id in self._builds:
                yield "home", partial(work_lists.read_work, session)
                yield "read a build", partial(builds.read_build, session, build_id)
                yield "read the tasks", partial(assembly.list_tasks, session, build_id)
                order_id = builds.read_build(session, build_id).head.order_id
                yield "comment", partial(comments.add_comment, session, order_id, "Basin fits.")

    def _coordinate(self) -> Iterator[Action]:
        """A coordinator looks through the list, searches and opens orders."""
        session = self.session
        while True:
            for build_id in self._builds:
                found = builds.read_build(session, build_id)
                yield (
                    "first page of the list",
                    partial(build_browsing.browse_builds, session),
                )
                yield "search", partial(search.search, session, found.head.build_number)
                yield "read an order", partial(order_lists.read_order, session, found.head.order_id)


def main() -> None:
    """Do what the input says."""
    given = json.loads(sys.stdin.readline())
    url = make_url(given["url"])
    stations = [Station(url, one, given["instrument"]) for one in given["stations"]]
    say("ready")
    sys.stdin.readline()
    until = time.monotonic() + given["seconds"]
    workers = [threading.Thread(target=station.work, args=(until, given["pause"])) for station in stations]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    told = {
        "taken": [taken for station in stations for taken in station.taken],
        "errors": [error for station in stations for error in station.errors],
        "heard": [station.heard for station in stations],
    }
    for station in stations:
        station.close()
    say(told)


if __name__ == "__main__":
    main()
