"""Step 3: the configuration of each sink, with its plan beside it and what follows from it (DOMAIN §5)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from cleanstation_desktop.ui.drawing.sink_plan import SinkPlan
from cleanstation_desktop.ui.order_entry.answer_fields import AnswerField, focused_path
from cleanstation_desktop.ui.order_entry.automatic_items import AutomaticItems
from cleanstation_desktop.ui.order_entry.basin_sections import BasinsSection, FaucetsSection, SprayersSection
from cleanstation_desktop.ui.order_entry.body_sections import BodySection, LegsSection, PegboardSection
from cleanstation_desktop.ui.order_entry.build_tabs import BuildTabs
from cleanstation_desktop.ui.order_entry.names import build_of, inside_build
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.section import Section
from cleanstation_desktop.ui.order_entry.wizard import CONFIGURATION, Wizard
from cleanstation_desktop.ui.widgets.controls import clear, column, frame, row, scrolled
from cleanstation_desktop.ui.widgets.fields import Form

# What other answers rule out is asked when the typing rests; each field asks the rules.
_REST_MS = 60
_SECTIONS: tuple[type[Section], ...] = (
    BodySection,
    LegsSection,
    PegboardSection,
    BasinsSection,
    FaucetsSection,
    SprayersSection,
)


class ConfigurationPage(Page):
    """Fields to the left, plan and automatic items to the right."""

    step = CONFIGURATION

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.tabs = BuildTabs(wizard, CONFIGURATION)
        self.sections: list[Section] = []
        self._shown_build = -1
        self._holder: QVBoxLayout = column(spacing=14)
        inside = QWidget()
        inside.setLayout(self._holder)
        self._area = scrolled(inside)
        self.plan = SinkPlan()
        self.plan.set_interactive(True)
        self.plan.setMinimumSize(320, 220)
        self.plan.clicked.connect(lambda field: self.focus(f"builds[{self.wizard.build}].{field}"))
        QApplication.instance().focusChanged.connect(self._mark)  # type: ignore[union-attr]  # it runs
        self.items = AutomaticItems(wizard)
        drawn = frame(column(self.plan), "card", margins=(8, 8, 8, 8))
        below = QWidget()
        below.setLayout(column(self.items, None))
        beside = column(drawn, scrolled(below), spacing=12)
        beside.setStretch(0, 5)
        beside.setStretch(1, 4)
        right = QWidget()
        right.setLayout(beside)
        right.setMinimumWidth(340)
        right.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        middle = row(self._area, right, spacing=16)
        middle.setStretch(0, 11)
        middle.setStretch(1, 9)
        outer = column(self.tabs, middle, spacing=10)
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self._unmade: list[type[Section]] = []
        self._making = QTimer(self, interval=0)
        self._making.timeout.connect(self._make_next)
        self._waiting: list[Callable[[], object]] = []
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._refresh_next)

    @property
    def is_whole(self) -> bool:
        """Whether all sections are made."""
        return not self._unmade

    def enter(self) -> None:
        """Show the sink that is chosen."""
        if self._shown_build != self.wizard.build:
            self._build()
        self.tabs.refresh()
        self._draw()
        self._refresh()

    def fill(self) -> None:
        """Show the answers anew."""
        self._build()
        self.enter()

    def follow(self, path: str) -> None:
        """Lay out what comes or goes, draw the plan, and ask the rules."""
        if path == "":
            self.fill()
            return
        if build_of(path) == self.wizard.build:
            inside = inside_build(path)
            for section in self.sections:
                if section.concerns(inside):
                    section.rebuild()
                    section.refresh()
        self._draw()
        self._refresh(_REST_MS)

    def focus(self, path: str) -> bool:
        """Go to the field of an answer, in the sink it is about."""
        build = build_of(path)
        if build is not None and build != self._shown_build:
            self._build()
        self._make_all()
        return super().focus(path)

    def focus_first(self) -> None:
        """Go to the first fault, wherever it is, or to the first field."""
        if self.wizard.to_show(self.step):
            self._make_all()
        super().focus_first()

    def show_findings(self) -> None:
        """Mark fields and tabs."""
        super().show_findings()
        self.tabs.refresh()

    def _build(self) -> None:
        focused = focused_path(self)
        self._shown_build = self.wizard.build
        self.form = Form()
        clear(self._holder)
        self._holder.addStretch(1)
        self.sections = []
        self._waiting = []
        self._unmade = list(_SECTIONS)
        self._making.start()
        # The others are made when this one is painted, each for itself.
        self._make_next()
        self._area.verticalScrollBar().setValue(0)
        if focused:
            self.focus(focused)

    def _make_next(self) -> None:
        kind = self._unmade.pop(0)
        if not self._unmade:
            self._making.stop()
        section = kind(self.wizard, self.form, self._shown_build)
        self._holder.insertWidget(len(self.sections), section)
        # Now, and not when the events are through: its fields can take the cursor at once.
        section.show()
        self.sections.append(section)
        if not self._unmade:
            self._refresh()
            super().show_findings()
            self.laid_out.emit()

    def _make_all(self) -> None:
        while self._unmade:
            self._make_next()

    def _mark(self, _before: QWidget | None, widget: QWidget | None) -> None:
        """Show in the plan what is being answered."""
        while widget is not None and not isinstance(widget, AnswerField):
            widget = widget.parentWidget()
        if widget is not None and self.isAncestorOf(widget):
            self.plan.set_current(inside_build(widget.path))

    def _draw(self) -> None:
        self.plan.set_configuration(self.wizard.configuration())
        self.items.show_items(self.wizard.foreseen())

    def _refresh(self, rest_ms: int = 0) -> None:
        """Ask the rules soon, one field after the other, so that the window never waits for all of them."""
        self._waiting = [part for section in self.sections for part in section.parts()]
        self._rest.start(rest_ms)

    def _refresh_next(self) -> None:
        # Another step may have gone on to another sink meanwhile; this page follows when it is entered.
        if self._waiting and self._shown_build == self.wizard.build:
            self._waiting.pop(0)()
            self._rest.start(0)
