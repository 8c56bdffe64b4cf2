"""The `cleanstation` command (DESIGN §5)."""

from __future__ import annotations

import signal
import sys
from types import FrameType


def main() -> None:
    """Entry point of the command. Without an argument it opens the client, before anything slow is loaded."""
    signal.signal(signal.SIGTERM, _end)
    if len(sys.argv) == 1:
        from cleanstation_desktop.verbs import opening  # noqa: PLC0415 - either this or the verbs is loaded

        if opening.has_display():
            sys.exit(opening.open_client())
    from cleanstation_desktop.verbs.commands import app  # noqa: PLC0415
    from cleanstation_desktop.verbs.output import use_any_encoding  # noqa: PLC0415

    use_any_encoding()
    app()


def _end(number: int, _frame: FrameType | None) -> None:
    """End in order when told to, so that a server that this command started is stopped."""
    raise SystemExit(128 + number)
