"""What the verbs print: tables for people, JSON for programs, and the exit status of each kind of error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import typer

from cleanstation_desktop.domain.errors import (
    CleanStationError,
    ContentError,
    EnvironmentFault,
    Finding,
    InvalidInput,
    OutOfOrder,
    Refused,
    SignInRefused,
    UsageError,
)

DONE, CONTENT, USAGE, ENVIRONMENT = 0, 1, 2, 3

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
    if isinstance(error, ContentError):
        return CONTENT
    return CONTENT


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Turn known errors of a verb into a message on stderr and an exit status; bugs keep their traceback."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except CleanStationError as error:
            print_error(error)
            raise typer.Exit(exit_status(error)) from error

    return run


def print_error(error: CleanStationError) -> None:
    """Say on stderr what is wrong, each finding on its line, and what to do next."""
    if isinstance(error, InvalidInput):
        for finding in error.findings:
            _to_stderr(f"{finding.severity}: {finding.field}: {finding.message}")
        if error.hint:
            _to_stderr(error.hint)
        return
    _to_stderr(f"error: {error}")


def print_json(answer: Any) -> None:
    """Print one JSON document on stdout."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def print_text(text: str) -> None:
    """Print a line on stdout."""
    sys.stdout.write(text + "\n")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table that fits the terminal; in a pipe nothing is cut."""
    from rich.console import Console  # noqa: PLC0415 - 40 ms that `--json` should not pay
    from rich.table import Table  # noqa: PLC0415

    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(str(value) for value in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200, markup=False, highlight=False)
    console.print(table)


def print_findings(findings: Iterable[Finding]) -> None:
    """Print findings, errors first."""
    ordered = sorted(findings, key=lambda finding: finding.severity != "error")
    if ordered:
        print_table("Findings", ("", "Where", "What"), [(f.severity, f.field, f.message) for f in ordered])


def _to_stderr(text: str) -> None:
    sys.stderr.write(text + "\n")
