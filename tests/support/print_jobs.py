"""Jobs of a station's print queue for tests."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.printing.jobs import PrintJob, Problem, State, Target, Way
from cleanstation_desktop.ui.printing.queue import PrintQueue

LABEL = b"^XA^FDB-1001^FS^XZ\n"


def print_job(address: str = "127.0.0.1:1", **more: Any) -> PrintJob:
    """A label on its way to a printer on the network."""
    given: dict[str, Any] = {
        "id": uuid4(),
        "kind": "LABEL",
        "record": "build:1",
        "title": "Build label B-1001",
        "copy": 1,
        "reason": "",
        "target": Target(Way.NETWORK, address),
        "format": "zpl",
        "person": "assembler",
        "created_at": datetime.now(UTC),
    }
    return PrintJob(**{**given, **more})


def keep_unsettled(client: Client, state: State, **more: Any) -> PrintJob:
    """A job in the queue of the client's station, of which nothing more is heard."""
    made = print_job(state=state, **more)
    queue = PrintQueue(client.station.folder)
    queue.add((made, LABEL))
    # As the journal keeps it: a job comes in without a problem.
    queue._journal.move(made.id, frozenset({state}), state, Problem("unreachable", "127.0.0.1:1"), at=made.created_at)
    queue.close()
    return made


def standing(queue: PrintQueue, wanted: UUID) -> tuple[State, str]:
    """State and problem of a job."""
    return next((each.state, each.problem.code) for each in queue.jobs() if each.id == wanted)


def nowhere() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"
