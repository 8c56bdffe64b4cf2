"""The card of a change request: what and why, and how far it is, step by step."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from cleanstation_desktop.services.change_requests import ChangeRequest
from cleanstation_desktop.ui.change_requests.facts import ChangeFacts
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import chip, clear, column, label, row


def request_words(state: str) -> str:
    """Name the state of a change request."""
    return {
        "OPEN": tr("Open|change request"),
        "APPROVED": tr("Approved|change request"),
        "REJECTED": tr("Rejected|change request"),
        "WITHDRAWN": tr("Withdrawn|change request"),
    }[state]


def request_kind(state: str) -> str:
    """The look of its chip."""
    return {"OPEN": "info", "APPROVED": "ok", "REJECTED": "bad"}.get(state, "neutral")


class RequestCard(QFrame):
    """Follows the request."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._what = label("", "h3", wrap=True, selectable=True)
        self._why = label("", wrap=True, selectable=True)
        self._by = label("", "small")
        self._decision = label("", "warning", wrap=True)
        self._steps: QHBoxLayout = row(spacing=8)
        self.setLayout(
            column(self._what, self._why, self._decision, self._steps, self._by, spacing=6, margins=(18, 12, 18, 12))
        )

    def show_change(self, facts: ChangeFacts, request: ChangeRequest) -> None:
        """Show what is asked for and how far it is."""
        self._what.setText(request.what)
        self._why.setText(tr("Why: {why}", why=request.why))
        by = tr(
            "Asked for by {initials}, {moment}", initials=request.created_by or "", moment=moment(request.created_at)
        )
        self._by.setText(by)
        self._decision.setText(tr("Reason: {reason}", reason=request.decision_reason or ""))
        self._decision.setVisible(bool(request.decision_reason))
        clear(self._steps)
        for words, done in _steps(facts, request):
            self._steps.addWidget(chip(f"✓ {words}" if done else words, "ok" if done else "neutral"))
        self._steps.addStretch(1)


def _steps(facts: ChangeFacts, request: ChangeRequest) -> list[tuple[str, bool]]:
    bought, reviewed = facts.signed("BOM_APPROVED"), facts.signed("CHANGE_REVIEWED")
    steps = [
        (tr("Drawn up"), facts.drawn_up),
        (tr("Signed by {name}", name=bought.printed_name) if bought else tr("Procurement signs"), bought is not None),
    ]
    if request.qc_required:
        said = tr("Reviewed by {name}", name=reviewed.printed_name) if reviewed else tr("QC reviews")
        steps.append((said, reviewed is not None))
    steps.append((tr("In force"), request.state == "APPROVED"))
    return steps
