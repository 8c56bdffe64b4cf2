"""How the states of outsourced lines and the faults of parts read and look."""

from __future__ import annotations

from cleanstation_desktop.services.procurement import PartIssue
from cleanstation_desktop.ui.text import moment, tr


def state_words(state: str) -> str:
    """Name the state of an outsourced line."""
    return {
        "MARKED": tr("To be ordered"),
        "ORDERED": tr("Ordered|line"),
        "RECEIVED": tr("Received|line"),
        "DROPPED": tr("Made inside instead"),
    }[state]


def state_kind(state: str) -> str:
    """The look of its chip."""
    return {"MARKED": "warn", "ORDERED": "info", "RECEIVED": "ok"}.get(state, "neutral")


def fault_words(fault: str) -> str:
    """Name what is wrong with a part."""
    return {
        "MISSING": tr("Missing|part"),
        "DAMAGED": tr("Damaged|part"),
        "WRONG": tr("Wrong part"),
        "OTHER": tr("Something else"),
    }[fault]


def settled_words(issue: PartIssue) -> str:
    """Who settled a part issue, and when."""
    if issue.resolved_at is None:
        return ""
    return tr("settled by {initials}, {time}", initials=issue.resolved_by or "–", time=moment(issue.resolved_at))
