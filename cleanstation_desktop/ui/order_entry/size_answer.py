"""A size: one of the standard ones, or made to measure."""

from __future__ import annotations

from cleanstation_desktop.ui.order_entry.answer_fields import ChoiceAnswer
from cleanstation_desktop.ui.order_entry.names import value_name
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import tr

_CUSTOM = "custom"


class SizeAnswer(ChoiceAnswer):
    """A standard size, or one made to measure, which has fields of its own."""

    def __init__(self, wizard: Wizard, path: str, name: str, sizes: tuple[str, ...], *, across: int = 0) -> None:
        """Parameters: sizes, the standard ones."""
        super().__init__(wizard, path, name, [*sizes, _CUSTOM], across=across, words=_words)

    def fill(self) -> None:
        """Show the answer."""
        value = self.answer()
        self.row.set_value(_CUSTOM if isinstance(value, dict) else value)

    def refresh(self) -> None:
        """Ask the rules about the standard sizes only; one made to measure is always possible."""
        values, self._values = self._values, [value for value in self._values if value != _CUSTOM]
        super().refresh()
        self._values = values

    def _told(self, value: str) -> None:
        self.wizard.answers.exchange(self.path, {} if value == _CUSTOM else value)
        self.wizard.told(self.path)


def _words(value: object) -> str:
    return tr("Custom size…") if value == _CUSTOM else value_name(value)
