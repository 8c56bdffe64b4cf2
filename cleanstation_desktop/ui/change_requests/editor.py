"""Drawing a change up: configuration and accessories of one build, what differs so far, and what must be put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services.order_choices import OrderChoices
from cleanstation_desktop.ui.change_requests.revision_wizard import RevisionWizard
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.accessories_page import AccessoriesPage
from cleanstation_desktop.ui.order_entry.configuration_page import ConfigurationPage
from cleanstation_desktop.ui.order_entry.names import place_of
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.sentences import sentence
from cleanstation_desktop.ui.order_entry.tab_order import follow_reading_order
from cleanstation_desktop.ui.order_entry.wizard import ACCESSORIES, CONFIGURATION, step_of
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row

_STEPS: Mapping[int, type[Page]] = {CONFIGURATION: ConfigurationPage, ACCESSORIES: AccessoriesPage}


class RevisionEditor(QWidget):
    """Signal: changed, the answers or what was found of them. Parameters: as `RevisionWizard`."""

    changed = Signal()

    def __init__(
        self,
        client: Client,
        choices: OrderChoices,
        build_id: int,
        basis: dict[str, Any],
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.wizard = RevisionWizard(client, choices, build_id, basis, body)
        self.wizard.setParent(self)
        self.pages: dict[int, Page] = {}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._rooms = {step: column() for step in _STEPS}
        for step, title in ((CONFIGURATION, tr("Configuration")), (ACCESSORIES, tr("Accessories"))):
            holder = QWidget()
            holder.setLayout(self._rooms[step])
            self.tabs.addTab(holder, title)
        self._said = label("", "muted", wrap=True)
        self._fault = button("", self._go_to_fault, look="link", icon="error")
        self._fault.hide()
        foot = row(self._said, self._fault, spacing=10)
        foot.setStretch(0, 1)
        layout = column(self.tabs, foot, spacing=8)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.wizard.answered.connect(self._follow)
        self.wizard.checked.connect(self._checked)
        self.tabs.currentChanged.connect(self._enter)
        # Fields come and go with the answers: Tab is led through them anew when the events are through.
        self._tab_order = QTimer(self, singleShot=True, interval=0)
        self._tab_order.timeout.connect(lambda: follow_reading_order(self))
        # When the window has taken the frame in: both at once would keep it from everything else too long.
        QTimer.singleShot(0, self, lambda: self._page(CONFIGURATION))
        self.wizard.check()
        self._tell()

    @property
    def sound(self) -> bool:
        """Whether something is changed and nothing found so far is wrong."""
        return bool(self.wizard.changes) and not (self.wizard.is_checked and self.wizard.errors)

    @property
    def last(self) -> QWidget:
        """Where Tab leaves it."""
        return self._fault

    def configuration(self) -> dict[str, Any]:
        """The whole new configuration."""
        return self.wizard.configuration()

    def body(self) -> dict[str, Any]:
        """Everything that was answered, to go on with in another window."""
        return self.wizard.answers.body()

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """Show what the server found. Returns: what has no field here."""
        own = [found for found in findings if self._nearest(f"builds[0].{found.field}")]
        if own:
            self.wizard.check()
            self.go_to(f"builds[0].{own[0].field}")
        return [found for found in findings if found not in own]

    def go_to(self, path: str) -> None:
        """Go to the field of an answer."""
        step = step_of(path)
        self.tabs.setCurrentIndex(list(_STEPS).index(step) if step in _STEPS else 0)
        self._page(step).focus(path)

    def _nearest(self, path: str) -> str | None:
        return self._page(step_of(path)).nearest(path)

    def _page(self, step: int) -> Page:
        """The page of a step, made when somebody comes to it first; what is of no step here stands on the first."""
        step = step if step in _STEPS else CONFIGURATION
        if step not in self.pages:
            page = self.pages[step] = _STEPS[step](self.wizard)
            page.laid_out.connect(self._tab_order.start)
            self._rooms[step].addWidget(page)
            page.fill()
        return self.pages[step]

    def _follow(self, path: str) -> None:
        for page in self.pages.values():
            page.follow(path)
        self._tell()

    def _checked(self) -> None:
        for page in self.pages.values():
            page.show_findings()
        self._tell()

    def _enter(self, index: int) -> None:
        step = list(_STEPS)[index]
        page = self._page(step)
        self.wizard.go(step)
        page.enter()
        page.show_findings()
        self._tab_order.start()

    def _go_to_fault(self) -> None:
        if self.wizard.errors:
            self.go_to(self.wizard.errors[0].field)

    def _tell(self) -> None:
        changes = self.wizard.changes
        names = list(dict.fromkeys(place_of(change.field) for change in changes))
        if names:
            told = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
            self._said.setText(tr("Changed: {answers}", answers=told))
        else:
            self._said.setText(tr("Nothing is changed yet."))
        errors = self.wizard.errors
        self._fault.setVisible(bool(errors))
        if errors:
            first = tr("{place}: {fault}", place=place_of(errors[0].field), fault=sentence(errors[0]))
            self._fault.setText(first if len(first) < 60 else first[:57] + "…")
            self._fault.setToolTip(tr("{first} Faults in all: {count}", first=first, count=number(len(errors))))
        self._tab_order.start()
        self.changed.emit()
