"""How the kinds of BOM lines and the states of BOM revisions read and look."""

from __future__ import annotations

from cleanstation_desktop.domain.bom_diff import FlatLine
from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.ui.text import tr

KINDS = ("assembly", "part", "custom")


def kind_words(kind: str) -> str:
    """Name a kind of line."""
    return {"assembly": tr("Assembly|kind of item"), "part": tr("Part"), "custom": tr("Made to measure")}[kind]


def state_words(state: str) -> str:
    """Name the state of a revision."""
    return {
        "SUBMITTED": tr("Waiting for approval"),
        "APPROVED": tr("Approved"),
        "SENT_BACK": tr("Sent back"),
        "SUPERSEDED": tr("Superseded"),
    }.get(state, state)


def state_kind(state: str) -> str:
    """The look of its chip."""
    return {"SUBMITTED": "info", "APPROVED": "ok", "SENT_BACK": "warn"}.get(state, "neutral")


def positions_words(line: BomLine | FlatLine) -> str:
    """The basins that a line belongs to."""
    return ", ".join(str(position) for position in line.positions)
