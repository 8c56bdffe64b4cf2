"""Proving that nobody edited the audit: progress, stopping, and the outcome in plain words (docs/adr/0004)."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services.audit_verification import AuditProblem, AuditReport, verify
from cleanstation_desktop.ui.audit.watched import Watched
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe, finding_text, findings_of
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.widgets.controls import button, label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, line_edit
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_HASH = 64
_LEAST_HEIGHT = 200
# Large enough for progress and outcome, so that nothing jumps while one looks; problems need more.
_SIZE = (860, 440)
_WITH_PROBLEMS = 660
_MOST = 100


class VerifyDialog(Dialog):
    """Asks for an anchor, verifies, and tells what was found. Closing it stops the work."""

    def __init__(self, parent: QWidget, client: Client) -> None:
        super().__init__(parent, tr("Verify the audit"), width=860)
        self._client = client
        self._watched: Watched | None = None
        said = tr(
            "Every seal is computed anew, every record compared with its last image and with what was signed, and the "
            "programs of the database with those of this release."
        )
        self.body.addWidget(label(said, "muted", wrap=True))
        self.anchor = line_edit(longest=_HASH + 16)
        hint = tr("Hash of a seal from a signed sheet, 64 digits. Without one, seals made anew cannot be told.")
        self.body.addWidget(self.form.add(Field("anchor", tr("Anchor"), self.anchor, hint=hint, optional=True)))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("Progress"))
        self.progress.setTextVisible(False)
        self._stage = label("", "muted")
        self.sums = label("", wrap=True, selectable=True)
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Problems"), client.preferences, "audit-problems")
        self.table.setModel(self.model)
        self.table.setMinimumHeight(_LEAST_HEIGHT)
        for part in (self.progress, self._stage, self.sums, self.table):
            self.body.addWidget(part, _MOST if part is self.table else 0)
            part.hide()
        self.body.addStretch(1)
        self.resize(*_SIZE)
        self.close_button = self.add_cancel(tr("Close"))
        self.stop = button(tr("Stop"), self._stop, icon="cancel")
        self.stop.hide()
        self.foot.addWidget(self.stop)
        self.action = self.add_action(tr("Verify"), self._start)
        self.finished.connect(lambda _result: self._stop())
        self.anchor.setFocus()

    def _start(self) -> None:
        self.form.clear()
        self.banner.clear()
        if self.form.stop_too_long():
            return
        self.table.hide()
        self.sums.hide()
        self._working(True)
        self.progress.setRange(0, 0)
        watched, session = Watched(), self._client.session
        self._watched = watched
        anchor = "".join(self.anchor.text().split()) or None
        watched.progressed.connect(self._show_progress)
        self._client.runner.run(
            self,
            lambda: watched.carry_out(lambda: verify(session, anchor=anchor, progress=watched.report)),
            self._show,
            self._not_verified,
        )

    def _stop(self) -> None:
        if self._watched is not None:
            self._watched.stop()
            self.stop.setEnabled(False)

    def _working(self, on: bool) -> None:
        for part in (self.progress, self._stage, self.stop):
            part.setVisible(on)
        self.stop.setEnabled(on)
        self.action.setVisible(not on)
        self.anchor.setEnabled(not on)

    def _show_progress(self, stage: str, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        words = {
            "programs": tr("Programs and rights"),
            "seals": tr("Seals"),
            "tables": tr("Tables"),
            "signatures": tr("Signatures"),
        }
        self._stage.setText(
            tr("{stage}: {done} of {total}", stage=words.get(stage, stage), done=number(done), total=number(total))
        )

    def _show(self, report: AuditReport | None) -> None:
        self._watched = None
        self._working(False)
        if report is None:
            self.banner.tell("warn", tr("It was stopped before its end: nothing is proven."))
            return
        self._tell(report)
        facts = [
            tr(
                "{rows} {rows:change/changes} under {seals} {seals:seal/seals}, {unsealed} not sealed yet; "
                "{live} {live:record/records} in {tables} {tables:table/tables}.",
                rows=counted(report.sealed_rows),
                seals=counted(report.seals),
                unsealed=counted(report.unsealed_rows),
                live=counted(report.live_rows),
                tables=counted(report.tables),
            )
        ]
        if report.latest_seal:
            facts.append(tr("Newest seal, the anchor of next time: {hash}", hash=report.latest_seal))
        self.sums.setText("\n".join(facts))
        self.sums.show()
        self.model.set_rows(report.problems)
        self.table.setVisible(bool(report.problems))
        if report.problems:
            self.resize(self.width(), max(self.height(), _WITH_PROBLEMS))

    def _tell(self, report: AuditReport) -> None:
        if report.problems:
            text = tr(
                "{count} {count:problem/problems}. Somebody changed something past the audit: keep this list, and tell "
                "who is responsible for quality.",
                count=counted(len(report.problems)),
            )
            self.banner.tell("bad", text)
        elif report.anchor is None:
            text = tr("Nothing was edited, as far as the database itself can tell. An anchor proves the rest.")
            self.banner.tell("ok", text)
        else:
            self.banner.tell("ok", tr("Nothing was edited. The anchor stands in the chain."))

    def _not_verified(self, error: Exception) -> None:
        self._watched = None
        self._working(False)
        findings = findings_of(error)
        if findings and not self.show_findings(findings):
            return
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())


def _columns() -> list[Column[AuditProblem]]:
    return [
        Column("place", tr("Where"), 330, lambda problem: problem.place, kind=None),
        Column("meaning", tr("What it means"), 460, _meaning),
    ]


def _meaning(problem: AuditProblem) -> str:
    return finding_text(Finding("error", problem.code, problem.place, problem.message))
