"""The bill of materials of a build: its revisions, newest first, and the changes asked for."""

from __future__ import annotations

from cleanstation_desktop.services.boms import RevisionRow
from cleanstation_desktop.services.change_requests import ChangeRequest
from cleanstation_desktop.ui.boms.kinds import state_kind, state_words
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.tab import BuildTab, RowsTable
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, label, row
from cleanstation_desktop.ui.widgets.table import Column


class BomTab(BuildTab):
    """Enter or a double click opens a revision or a change request."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.open_bom = button(tr("Open the BOM"), self._open_bom, icon="bom")
        self.body.addLayout(row(label(tr("Revisions"), "h2"), None, self.open_bom))
        self.revisions = RowsTable(screen, tr("BOM revisions"), "build-revisions", _revision_columns(), "")
        self.body.addWidget(self.revisions, 2)
        self._heading = label(tr("Change requests"), "h2")
        self.requests = RowsTable(screen, tr("Change requests"), "build-changes", _request_columns(), "")
        self.body.addWidget(self._heading)
        self.body.addWidget(self.requests, 1)
        self._facts: BuildFacts | None = None
        self.revisions.opened.connect(self._open_revision)
        self.requests.opened.connect(self._open_request)

    def show_facts(self, facts: BuildFacts) -> None:
        """Show revisions and change requests."""
        self._facts = facts
        self.revisions.set_rows(list(reversed(facts.build.revisions)))
        self.requests.set_rows(list(facts.build.change_requests))
        self._heading.setVisible(bool(facts.build.change_requests))

    def _open_bom(self) -> None:
        if self._facts is not None:
            self._open_revision(self._facts.revision)

    def _open_revision(self, revision: RevisionRow) -> None:
        self.client.open("bom", bom_revision_id=revision.id)

    def _open_request(self, request: ChangeRequest) -> None:
        self.client.open("change_request", request_id=request.id)


def _revision_columns() -> list[Column[RevisionRow]]:
    return [
        Column("revision", tr("Revision"), 90, lambda made: str(made.revision)),
        Column(
            "state", tr("State"), 210, lambda made: state_words(made.state), kind=lambda made: state_kind(made.state)
        ),
        Column("made", tr("Made"), 165, lambda made: moment(made.created_at)),
        Column("by", tr("By|person"), 60, lambda made: made.created_by or ""),
        Column("reason", tr("Reason"), 250, lambda made: made.reason),
        Column("sent_back", tr("Sent back because"), 170, lambda made: made.send_back_reason or ""),
    ]


def _request_columns() -> list[Column[ChangeRequest]]:
    return [
        Column("what", tr("What"), 260, lambda asked: asked.what),
        Column(
            "state",
            tr("State"),
            210,
            lambda asked: _request_words(asked.state),
            kind=lambda asked: {"OPEN": "info", "APPROVED": "ok", "REJECTED": "bad"}.get(asked.state, "neutral"),
        ),
        Column("why", tr("Why"), 250, lambda asked: asked.why),
        Column("made", tr("Asked for"), 165, lambda asked: moment(asked.created_at)),
        Column("by", tr("By|person"), 60, lambda asked: asked.created_by or ""),
    ]


def _request_words(state: str) -> str:
    return {
        "OPEN": tr("Open|change request"),
        "APPROVED": tr("Approved|change request"),
        "REJECTED": tr("Rejected|change request"),
        "WITHDRAWN": tr("Withdrawn|change request"),
    }.get(state, state)
