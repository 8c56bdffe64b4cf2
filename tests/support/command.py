"""The `cleanstation` command as a person or a script calls it: in a process of its own, or in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from typer.testing import CliRunner

from cleanstation_desktop.verbs.commands import app

COMMAND = (sys.executable, "-m", "cleanstation_desktop")
# Nothing of the machine that runs the tests may decide: neither its settings nor a password of its own.
_FOREIGN = ("CLEANSTATION_", "PG")


@dataclass(frozen=True)
class Outcome:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, which must be one JSON document and nothing else."""
        return json.loads(self.out)


def clean_environment(**more: str) -> dict[str, str]:
    """The environment for a command: of this process, without settings of CleanStation and PostgreSQL but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return {**kept, "NO_COLOR": "1", **more}


def run(*arguments: str | Path, env: Mapping[str, str] | None = None, stdin: str = "", limit: float = 120) -> Outcome:
    """The command in a process of its own, not at a terminal. Parameters: stdin, what it reads; limit, seconds."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        env=clean_environment(**(env or {})),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=limit,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def invoke(*arguments: str | Path, env: Mapping[str, str] | None = None, stdin: str = "") -> Outcome:
    """The same in this process, for tests of many cases. An error that is not known passes as the bug it is."""
    foreign: dict[str, str | None] = {name: None for name in os.environ if name.startswith(_FOREIGN)}
    done = CliRunner().invoke(
        app, [str(argument) for argument in arguments], input=stdin, env={**foreign, **(env or {})}
    )
    # A verb logs to its own stderr, which ends here; whoever logs next in this process would write into a closed file.
    structlog.reset_defaults()
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)
