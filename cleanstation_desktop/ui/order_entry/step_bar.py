"""The five steps above the page: where one is, what is done, where something is at fault."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy

from cleanstation_desktop.ui.order_entry.wizard import STEPS, Wizard
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import button, give_tip, row

_ICONS = {"done": ("success", "ok"), "faults": ("error", "bad"), "new": ("page", "text2")}


def step_titles() -> list[str]:
    """What the steps are called."""
    return [tr("Customer"), tr("Sinks"), tr("Configuration"), tr("Accessories"), tr("Review|step")]


class StepBar(QFrame):
    """Signals: wanted, a step that the person wants to go to."""

    wanted = Signal(int)

    def __init__(self, wizard: Wizard) -> None:
        super().__init__()
        self.wizard = wizard
        self.buttons: list[QPushButton] = []
        layout = row(spacing=8)
        for step, title in enumerate(step_titles()):
            made = button(f"{step + 1}  {title}", partial(self.wanted.emit, step))
            made.setCheckable(True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            made.setIconSize(QSize(18, 18))
            self.buttons.append(made)
            layout.addWidget(made, 1)
        self.setLayout(layout)
        self.refresh()

    def refresh(self) -> None:
        """Follow the answers."""
        for step in STEPS:
            made, state = self.buttons[step], self.wizard.state_of(step)
            here = step == self.wizard.step
            made.setChecked(here)
            made.setIcon(icon(*_ICONS[state.kind]))
            words = {
                "faults": tr("{count} to correct or answer", count=state.errors + state.open),
                "done": tr("done"),
                "new": tr("not gone through yet"),
            }[state.kind]
            give_tip(made, words, f"Alt+{step + 1}")
            made.setAccessibleName(
                tr("Step {number}, {name}: {state}", number=step + 1, name=step_titles()[step], state=words)
            )
            made.setShortcut(f"Alt+{step + 1}")
