"""One section of the home page: what waits, the most urgent first, each with the button that goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from cleanstation_desktop.services.work_lists import SHOWN, WorkItem, WorkSection
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.home.about import about_words, since_words
from cleanstation_desktop.ui.home.kinds import LOOKS
from cleanstation_desktop.ui.text import day, number, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, column, elided, frame, icon_label, label, line, row
from cleanstation_desktop.ui.widgets.status import status_kind, status_words

Act = Callable[[WorkSection, WorkItem, QPushButton], None]


class SectionCard(QFrame):
    """Parameters: act, called with section, item and button when an item's button is pressed; more, called with the
    kind when somebody wants to see more than the first items."""

    def __init__(self, section: WorkSection, act: Act, more: Callable[[WorkKind], None]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.section = section
        self.buttons: list[QPushButton] = []
        self._act = act
        look = LOOKS[section.kind]
        count = number(section.count) + ("+" if section.capped else "")
        head = row(
            icon_label(look.icon, 22, "warn" if look.urgent else "primary"),
            label(tr(look.title), "h2"),
            chip(count, "warn" if look.urgent else "info"),
            None,
            spacing=10,
        )
        self._lines: QVBoxLayout = column(spacing=0)
        self.setLayout(column(head, self._lines, None, spacing=8, margins=(18, 14, 18, 10)))
        for item in section.items:
            self._lines.addWidget(line())
            self._lines.addWidget(self._entry(item))
        rest = min(section.count, SHOWN) - len(section.items)
        if rest > 0:
            words = tr("Show {count} more", count=number(rest))
            self._lines.addWidget(button(words, lambda: more(section.kind), look="link", icon="down"))

    def _entry(self, item: WorkItem) -> QWidget:
        look = LOOKS[self.section.kind]
        build = item.build
        title = build.build_number if build is not None else about_words(item, self.section.kind)
        beside = row(spacing=8)
        if build is None:
            beside.addWidget(elided(title, "h3"), 1)
        else:
            beside.addWidget(label(title, "h3", selectable=True))
            beside.addWidget(chip(status_words(build.status), status_kind(build.status)))
            if build.overdue:
                beside.addWidget(chip(tr("Overdue"), "bad"))
            elif build.due_soon:
                beside.addWidget(chip(tr("Due soon"), "warn"))
            beside.addStretch(1)
        under = elided(_below(item, self.section.kind), "muted")
        action = button(tr(look.action), tip=f"{tr(look.action)}: {title}")
        action.setAccessibleName(f"{tr(look.action)}: {title}")
        action.setMinimumWidth(110)
        action.clicked.connect(partial(self._pressed, item, action))
        self.buttons.append(action)
        layout = row(column(beside, under, spacing=2), action, spacing=12, margins=(0, 8, 0, 8))
        layout.setStretch(0, 1)
        return frame(layout, "")

    def _pressed(self, item: WorkItem, pressed: QPushButton, _checked: bool = False) -> None:
        self._act(self.section, item, pressed)


def _below(item: WorkItem, kind: WorkKind) -> str:
    build = item.build
    if build is None:
        return since_words(item, kind)
    parts = [build.customer, build.model, tr("wanted {day}", day=day(build.want_date))]
    parts.append(about_words(item, kind))
    if build.assignees:
        parts.append(", ".join(build.assignees))
    return "  ·  ".join(part for part in parts if part)
