"""The configuration of a build: the plan of the sink and every answer in words."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.tab import BuildTab
from cleanstation_desktop.ui.drawing.sink_plan import SinkPlan
from cleanstation_desktop.ui.order_entry.answers import Answers
from cleanstation_desktop.ui.order_entry.summary import configuration_lines
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.widgets.controls import clear, column, frame, label, row, scrolled

_WORDS_WIDTH = 440


class ConfigurationTab(BuildTab):
    """Plan at the left, answers at the right."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.plan = SinkPlan()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(18, 14, 18, 14)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        inside = QWidget()
        inside.setLayout(column(self._grid, None))
        words = frame(column(scrolled(inside)), "card", margins=(1, 1, 1, 1))
        words.setMinimumWidth(_WORDS_WIDTH)
        drawn = frame(column(self.plan), "card", margins=(10, 10, 10, 10))
        both = row(drawn, words, spacing=14)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        self.body.addLayout(both, 1)
        self._shown: dict[str, Any] | None = None

    def show_facts(self, facts: BuildFacts) -> None:
        """Draw it and say it; what did not change stays as it is."""
        configuration = facts.build.configuration
        if configuration == self._shown:
            return
        self._shown = configuration
        self.plan.set_configuration(configuration)
        clear(self._grid)
        for place, (name, words) in enumerate(configuration_words(configuration)):
            self._grid.addWidget(label(name, "muted", wrap=True), place, 0)
            self._grid.addWidget(label(words, wrap=True, selectable=True), place, 1)


def configuration_words(configuration: dict[str, Any]) -> list[tuple[str, str]]:
    """Every answer of a stored configuration: its name and its value, in the reader's language."""
    number = configuration["build_number"]
    answers = Answers({"order": {"build_numbers": [number], "quantity": 1}, "builds": [configuration]})
    return configuration_lines(answers, 0)
