"""What the verbs print: tables for people, JSON for programs, and the exit status of each kind of error."""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

import typer

from cleanstation_desktop.domain.errors import (
    CleanStationError,
    EnvironmentFault,
    Finding,
    InvalidInput,
    OutOfOrder,
    Refused,
    SignInRefused,
    UsageError,
)

DONE, CONTENT, USAGE, ENVIRONMENT = 0, 1, 2, 3
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PIPE_WIDTH = 100_000
_NARROW = 110

_ending: ContextVar[ExitStack] = ContextVar("_ending")

P = ParamSpec("P")
R = TypeVar("R")


def exit_status(error: CleanStationError) -> int:
    """Exit status of a known error (DESIGN §5)."""
    if isinstance(error, UsageError):
        return USAGE
    if isinstance(error, EnvironmentFault | SignInRefused):
        return ENVIRONMENT
    if isinstance(error, Refused) and not isinstance(error, OutOfOrder):
        return ENVIRONMENT
    return CONTENT


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Turn known errors of a verb into a message on stderr and an exit status; bugs keep their traceback."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with ExitStack() as ending:
                _ending.set(ending)
                return function(*args, **kwargs)
        except CleanStationError as error:
            print_error(error)
            raise typer.Exit(exit_status(error)) from error

    return run


def at_end(work: Callable[[], object]) -> None:
    """Do this when the verb ends, however it ends."""
    _ending.get().callback(work)


def print_error(error: CleanStationError) -> None:
    """Say on stderr what is wrong, each finding on its line, and what to do next."""
    if isinstance(error, InvalidInput):
        for finding in error.findings:
            _to_stderr(": ".join(part for part in (finding.severity, finding.field, finding.message) if part))
        if error.hint:
            _to_stderr(error.hint)
        return
    _to_stderr(f"error: {error}")


def use_any_encoding() -> None:
    """Let output go to a stream that lacks some signs (a pipe on Windows, LANG=C): they become question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def use_quiet_logs() -> None:
    """Log to stderr, and only what went wrong: for verbs whose output is for people."""
    _log_to_stderr("ERROR")


def use_service_logs() -> None:
    """Log to stderr, all of it, in one line of JSON per event where that is no terminal."""
    _log_to_stderr("INFO")


def print_json(answer: Any) -> None:
    """Print one JSON document on stdout; where that is not UTF-8, with every other sign escaped."""
    escaped = not (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(json.dumps(answer, ensure_ascii=escaped, indent=2) + "\n")


def print_text(text: str) -> None:
    """Print a line on stdout, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def counted(number: int, what: str) -> str:
    """A number with its noun: "1 problem", "2 problems"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Collection[str] = (),
    whole: Collection[str] = (),
    spare: Collection[str] = (),
) -> None:
    """Print a table: it fits the terminal; in a pipe every row is one line and nothing is cut.

    Parameters: columns, their heads; those in which every row is empty are left out; right, heads of the numbers;
    whole, heads of what is never broken over two lines; spare, heads that a narrow terminal does without.
    """
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - 40 ms that `--json` should not pay
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if terminal else _PIPE_WIDTH, markup=False, highlight=False)
    left_out = spare if console.width < _NARROW else ()
    cells = [[visible(str(value)) for value in row] for row in rows]
    used = [place for place, head in enumerate(columns) if head not in left_out and any(row[place] for row in cells)]
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for place in used:
        head = columns[place]
        justify: Literal["left", "right"] = "right" if head in right else "left"
        table.add_column(head, overflow="fold", no_wrap=head in whole, justify=justify)
    for row in cells:
        table.add_row(*(row[place] for place in used))
    with console.capture() as printed:
        console.print(table)
    print_text(title)
    print_text("\n".join(line.rstrip() for line in printed.get().splitlines()))


def print_findings(findings: Iterable[Finding]) -> None:
    """Print findings, errors first."""
    ordered = sorted(findings, key=lambda finding: finding.severity != "error")
    if ordered:
        print_table("Findings", ("", "Where", "What"), [(f.severity, f.field, f.message) for f in ordered])


def prepare_folder(out: Path) -> Path:
    """Make the folder of --out and try to write into it, so that this is not found out at the end.

    Returns: the folder. Errors: EnvironmentFault.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        raise EnvironmentFault(
            f"The folder {out} cannot be written to: {error.strerror}.", hint="Name another folder with --out."
        ) from error
    return out


def visible(text: str) -> str:
    """The text with signs that would steer the terminal, or turn the reading direction, written as escapes."""
    return _STEERING.sub(lambda found: ascii(found[0])[1:-1], text)


def _to_stderr(text: str) -> None:
    sys.stderr.write(visible(text) + "\n")


def _log_to_stderr(level: str) -> None:
    import structlog  # noqa: PLC0415 - slow to import, needed by two verbs

    human = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
