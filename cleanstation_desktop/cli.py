"""The `cleanstation` command (DESIGN §5)."""

from __future__ import annotations

import signal
import sys
from types import FrameType


def main() -> None:
    """Entry point of the command. What a desktop calls opens the client, before anything slow is loaded."""
    signal.signal(signal.SIGTERM, _end)
    if sys.stdout is None or sys.stderr is None:
        from cleanstation_desktop.folders import default_data_folder  # noqa: PLC0415 - in one kind of program only
        from cleanstation_desktop.missing_streams import give_streams  # noqa: PLC0415

        give_streams(default_data_folder())
    if _opens_client(sys.argv[1:]):
        from cleanstation_desktop.verbs import opening  # noqa: PLC0415 - either this or the verbs is loaded

        if opening.has_display():
            sys.exit(opening.open_client(*sys.argv[2:]))
    from cleanstation_desktop.verbs.commands import app  # noqa: PLC0415
    from cleanstation_desktop.verbs.output import use_any_encoding  # noqa: PLC0415

    use_any_encoding()
    app()


def _opens_client(arguments: list[str]) -> bool:
    """Whether nothing is asked for but the client: no verb, or `open` with at most one link, as a desktop calls it."""
    if arguments[:1] == ["open"]:
        return len(arguments) <= 2 and not any(one.startswith("-") for one in arguments)
    return not arguments


def _end(number: int, _frame: FrameType | None) -> None:
    """End in order when told to, so that a server that this command started is stopped."""
    raise SystemExit(128 + number)
