"""One tab for each sink of the order, and the way to give others the same configuration."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QTabBar, QWidget

from cleanstation_desktop.ui.order_entry.names import build_of
from cleanstation_desktop.ui.order_entry.sentences import is_open
from cleanstation_desktop.ui.order_entry.wizard import Wizard, step_of
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import button, label, line, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog

# So many build numbers have room beside each other.
_NAMED = 4


class BuildTabs(QFrame):
    """Tabs with the build numbers; a mark tells which are at fault in a step."""

    def __init__(self, wizard: Wizard, step: int | None) -> None:
        """Parameters: step, whose faults are marked; None for all of them."""
        super().__init__()
        self.wizard = wizard
        self._step = step
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        # Fingers miss arrows that scroll: names of many sinks give way to their places, and long ones are cut.
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.tabs.setAccessibleName(tr("Sinks"))
        self.copy = button(tr("Copy to…"), self._copy, icon="copy", tip=tr("Give other sinks this configuration"))
        self._current = label("", "h3")
        layout = row(self.tabs, self._current, None, self.copy, spacing=16)
        self.setLayout(layout)
        self.tabs.currentChanged.connect(self._go)
        self.refresh()

    def refresh(self) -> None:
        """Follow quantity, numbers and findings."""
        answers = self.wizard.answers
        with QSignalBlocker(self.tabs):
            while self.tabs.count() > answers.quantity:
                self.tabs.removeTab(self.tabs.count() - 1)
            while self.tabs.count() < answers.quantity:
                self.tabs.addTab("")
            for index in range(answers.quantity):
                number = answers.at(f"build_numbers[{index}]")
                name = str(number or tr("Sink {number}", number=index + 1))
                self.tabs.setTabText(index, name if answers.quantity <= _NAMED else str(index + 1))
                self.tabs.setTabIcon(index, icon("warning", "bad") if self._at_fault(index) else QIcon())
                self.tabs.setTabToolTip(index, answers.summary(index) or name)
                self.tabs.setAccessibleTabName(index, _name(self.wizard, index))
            self.tabs.setCurrentIndex(self.wizard.build)
        self._current.setText(_name(self.wizard, self.wizard.build) if answers.quantity > _NAMED else "")
        if answers.quantity == 1:
            self.hide()
        elif self.parentWidget() is not None:
            self.show()

    def _at_fault(self, index: int) -> bool:
        return any(
            build_of(found.field) == index
            and found.severity == "error"
            and (self._step is None or step_of(found.field) == self._step)
            and (step_of(found.field) in self.wizard.seen or not is_open(found))
            for found in self.wizard.findings
        )

    def _go(self, index: int) -> None:
        if index >= 0 and index != self.wizard.build:
            self.wizard.go(self.wizard.step, index)

    def _copy(self) -> None:
        copy_dialog(self.window(), self.wizard)


def copy_dialog(parent: QWidget, wizard: Wizard) -> Dialog:
    """Ask which sinks get the configuration of the one at hand."""
    answers = wizard.answers
    source = wizard.build
    dialog = Dialog(parent, tr("Copy the configuration of {sink} to…", sink=_name(wizard, source)), width=600)
    dialog.body.addWidget(label(tr("What these sinks have is replaced; build numbers stay."), "muted", wrap=True))
    targets = {index: QCheckBox(_name(wizard, index)) for index in range(answers.quantity) if index != source}
    boxes = QGridLayout()
    for place, box in enumerate(targets.values()):
        box.setChecked(True)
        boxes.addWidget(box, place // 2, place % 2)
    dialog.body.addLayout(boxes)
    accessories = QCheckBox(tr("Accessories too"))
    accessories.setChecked(True)
    dialog.body.addWidget(line())
    dialog.body.addWidget(accessories)
    dialog.add_cancel()

    def copy() -> None:
        chosen = [index for index, box in targets.items() if box.isChecked()]
        before = answers.body()["builds"]
        answers.copy_build(source, chosen, accessories=accessories.isChecked())
        dialog.accept()
        wizard.told("")
        wizard.client.messages.success(
            tr("Copied to {count} {count:sink/sinks}.", count=counted(len(chosen))),
            action=(tr("Undo"), _undo(wizard, before, chosen)),
        )

    action = dialog.add_action(tr("Copy"), copy)

    def allow() -> None:
        action.setEnabled(any(box.isChecked() for box in targets.values()))

    for box in targets.values():
        box.toggled.connect(allow)
    dialog.open()
    return dialog


def _undo(wizard: Wizard, before: list[dict[str, object]], changed: list[int]) -> Callable[[], None]:
    def undo() -> None:
        for index in changed:
            wizard.answers.put(f"builds[{index}]", before[index])
        wizard.told("")

    return undo


def _name(wizard: Wizard, index: int) -> str:
    number = wizard.answers.at(f"build_numbers[{index}]")
    name = tr("Sink {number}", number=index + 1)
    return f"{name} · {number}" if number else name
