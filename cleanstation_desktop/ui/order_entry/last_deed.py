"""What ends a draft: the submit of its order, or its deletion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from cleanstation_desktop.services.orders import SubmittedOrder


@dataclass(frozen=True)
class LastDeed:
    """A command that can be sent again as it was, also by another screen on the same draft.

    Parameters: carry_out, takes the command's id and gives the order, None when the draft is thrown away; submission,
    the answers that make the order; id, of the command.
    """

    carry_out: Callable[[UUID], SubmittedOrder | None]
    submission: object = None
    id: UUID = field(default_factory=uuid4)
