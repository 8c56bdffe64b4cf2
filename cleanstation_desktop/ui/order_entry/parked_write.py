"""One write of the parking lot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from cleanstation_desktop.services.order_drafts import DraftKey


@dataclass
class ParkedWrite:
    """A write that is to be done. Parameters: send, gets the draft's key and the command's id; body, what it saves; key
    and sent, with which draft it went out: it goes out again just like that."""

    send: Callable[[DraftKey | None, UUID], DraftKey]
    done: Callable[[], None]
    failed: Callable[[Exception], None] | None = None
    body: Mapping[str, Any] | None = None
    key: DraftKey | None = None
    sent: bool = False
    id: UUID = field(default_factory=uuid4)
