"""What `cleanstation station test` tries, told step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cleanstation_desktop.services.connection_steps import Outcome
from cleanstation_desktop.verbs.output import DONE


@dataclass(frozen=True)
class Told:
    """A step of the trial. Parameters: server, where it concerns one of several; hint, what to do next."""

    step: str
    result: Outcome
    message: str
    hint: str = ""
    server: str = ""


@dataclass
class Trial:
    """What was tried so far. Parameters: file, the printed sheet, None when none was; status, the exit status."""

    steps: list[Told] = field(default_factory=list)
    file: Path | None = None
    status: int = DONE

    def note(self, step: str, result: Outcome, message: str, hint: str = "", *, server: str = "") -> None:
        """Note a step."""
        self.steps.append(Told(step, result, message, hint, server))

    def fail(self, step: str, message: str, status: int, hint: str = "", *, server: str = "") -> None:
        """Note a step that failed. Parameter: status, the exit status that it means."""
        self.note(step, Outcome.FAILED, message, hint, server=server)
        self.status = status

    def is_good(self, step: str) -> bool:
        """Whether a step of this name was taken, and none of the name failed."""
        results = [one.result for one in self.steps if one.step == step]
        return bool(results) and Outcome.FAILED not in results
