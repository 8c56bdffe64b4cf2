"""Missing and bad parts that assemblers reported; settling the last one lets a held build go on (DOMAIN §3)."""

from __future__ import annotations

from cleanstation_desktop.services import part_issues
from cleanstation_desktop.services.part_issues import SettledIssue
from cleanstation_desktop.services.procurement_work import IssueOfBuild, ProcurementWork
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.procurement.line_words import fault_words
from cleanstation_desktop.ui.procurement.tab import ProcurementTab, build_columns, build_matches
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, card, label, row
from cleanstation_desktop.ui.widgets.dialogs import ask_text
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


class IssuesTab(ProcurementTab):
    """Enter or a double click opens the build."""

    kinds = (WorkKind.PART_ISSUES,)

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen, tr("No part is missing"), tr("What an assembler reports as missing or bad stands here.")
        )
        self.model: RowsModel[IssueOfBuild] = RowsModel(_columns())
        self.table = TableView(tr("Part issues"), self.client.preferences, "procurement-issues")
        self.table.setModel(self.model)
        self._title = label("", "h2", wrap=True)
        self._told = label("", wrap=True, selectable=True)
        self.open = button(tr("Open the build"), self._open_current, icon="build")
        self.where = button(tr("Where used"), self._open_where, icon="where-used")
        self.resolve = button(tr("Resolve…"), self._ask, look="primary", icon="check")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(card(self._title, self._told))
        self.body.addLayout(row(self.open, self.where, None, self.resolve, spacing=10))
        # Only now: what is shown before it has a parent is a window for a moment, and takes the focus.
        self.resolve.setVisible(self.may)
        self.follow_scrolling(self.table)
        self.table.opened.connect(lambda entry: self.client.open("build", build_id=entry.build.id))
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self._enable()

    def show_work(self, work: ProcurementWork, words: str) -> None:
        """Show the issues, the oldest under the cursor at first."""
        shown = [
            entry
            for entry in work.issues
            if build_matches(words, entry.build, entry.issue.item, entry.issue.description)
        ]
        self.show_rows(self.table, shown, lambda entry: entry.issue.id, words)
        self.show_page(work, len(shown))
        self._enable()

    def _enable(self) -> None:
        entry: IssueOfBuild | None = self.table.current_row()
        for made in (self.open, self.where, self.resolve):
            made.setEnabled(entry is not None)
        self._title.setText("" if entry is None else entry.issue.item)
        self._told.setText("" if entry is None else entry.issue.description)

    def _open_current(self) -> None:
        entry: IssueOfBuild | None = self.table.current_row()
        if entry is not None:
            self.client.open("build", build_id=entry.build.id)

    def _open_where(self) -> None:
        entry: IssueOfBuild | None = self.table.current_row()
        if entry is not None:
            self.client.open("where_used", item=entry.issue.item)

    def _ask(self) -> None:
        entry: IssueOfBuild | None = self.table.current_row()
        if entry is None:
            return
        session, seen = self.client.session, Seen(entry.issue.id, entry.issue.version)

        def settled(answer: SettledIssue) -> None:
            if answer.build is not None:
                self.client.messages.success(tr("Resolved. Build {number} goes on.", number=answer.build.build_number))
            elif answer.others_open:
                self.client.messages.success(tr("Resolved. Another part issue of the build is still open."))
            else:
                self.client.messages.success(tr("Resolved."))
            self.screen_of.load()

        ask_text(
            self,
            tr("Resolve: {item}", item=entry.issue.item),
            entry.issue.description,
            tr("How it was settled"),
            tr("Resolve"),
            self.client.runner,
            lambda text, command_id: part_issues.settle_part_issue(session, seen, text, command_id=command_id),
            settled,
        )


def _columns() -> list[Column[IssueOfBuild]]:
    return [
        *build_columns(lambda entry: entry.build),
        Column("item", tr("Part number"), 220, lambda entry: entry.issue.item),
        Column(
            "what", tr("What is wrong"), 140, lambda entry: fault_words(entry.issue.what), kind=lambda _entry: "warn"
        ),
        Column("since", tr("Reported"), 170, lambda entry: moment(entry.issue.created_at)),
    ]
