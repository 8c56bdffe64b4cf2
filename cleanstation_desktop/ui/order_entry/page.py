"""What the pages of the wizard have in common."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from cleanstation_desktop.ui.order_entry.answer_fields import AnswerField
from cleanstation_desktop.ui.order_entry.sentences import told
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.widgets.fields import Field, Form


class Page(QWidget):
    """A step. A subclass lays itself out, names its fields in `self.form` and overrides what it needs.

    Signal: laid_out, something was laid out after its time, and Tab is to be led through it.
    """

    step = 0
    laid_out = Signal()

    def __init__(self, wizard: Wizard) -> None:
        super().__init__()
        self.wizard = wizard
        self.form = Form()

    @property
    def is_whole(self) -> bool:
        """Whether all of it is made; a long one is made from the top on, while the window goes on."""
        return True

    def enter(self) -> None:
        """The person comes to this step, or to another build in it."""

    def fill(self) -> None:
        """Show the answers anew."""
        for field in self.form.fields.values():
            if isinstance(field, AnswerField):
                field.fill()

    def follow(self, path: str) -> None:
        """An answer changed here."""

    def show_findings(self) -> None:
        """Show at each field what was found of it; a fault of an answer without a field stands at its nearest."""
        shown: dict[str, tuple[str, str]] = {}
        for finding in map(told, self.wizard.to_show(self.step)):
            path = self.nearest(finding.field)
            if path is not None and shown.get(path, ("", ""))[1] != "error":
                shown[path] = (finding.message, finding.severity)
        for path, field in self.form.fields.items():
            message, severity = shown.get(path, ("", "error"))
            if field.error != message:
                field.tell(message, severity)

    def nearest(self, path: str) -> str | None:
        """The field that a finding belongs to: its own, or the one that it lies in."""
        while path and path not in self.form.fields:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return path or None

    def focus(self, path: str) -> bool:
        """Go to the field of an answer. Returns: whether there is one."""
        found = self.nearest(path) or next((known for known in self.form.fields if known.startswith(path)), None)
        if found is None:
            return False
        field = self.form.fields[found]
        self.show_field(field)
        field.focus()
        return True

    def focus_first(self) -> None:
        """Go to the first field of the step, or to the first that is at fault."""
        fields = list(self.form.fields.values())
        wanted = next((field for field in fields if field.error), fields[0] if fields else None)
        if wanted is not None:
            wanted.focus()

    def show_field(self, field: Field) -> None:
        """Scroll to a field, once everything has its place."""
        area = _area_of(field)
        if area is not None:
            QTimer.singleShot(0, field, lambda: area.ensureWidgetVisible(field, 0, 40))


def _area_of(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above
