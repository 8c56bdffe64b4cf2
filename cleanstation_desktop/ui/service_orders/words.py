"""How the states of a service order read and look."""

from __future__ import annotations

from cleanstation_desktop.ui.text import tr

STATES = ("PENDING", "APPROVED", "FULFILLED", "REJECTED")


def state_words(state: str) -> str:
    """Name a state."""
    return {
        "PENDING": tr("Pending"),
        "APPROVED": tr("Approved|service order"),
        "FULFILLED": tr("Fulfilled"),
        "REJECTED": tr("Rejected|service order"),
    }[state]


def state_kind(state: str) -> str:
    """The look of its chip."""
    return {"PENDING": "info", "APPROVED": "ok", "FULFILLED": "neutral", "REJECTED": "bad"}[state]
