"""A part of the configuration page: a card whose fields come and go with the answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from cleanstation_desktop.ui.order_entry.answer_fields import AnswerField, focused_path
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.widgets.controls import clear, column, label
from cleanstation_desktop.ui.widgets.fields import Field, Form


class Section(QFrame):
    """A subclass lays out its fields in `lay_out` and says in `concerns` which answers call for laying out anew."""

    def __init__(self, wizard: Wizard, form: Form, build: int) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.wizard = wizard
        self.build = build
        self._form = form
        self._own: list[str] = []
        self._inside: QVBoxLayout = column(spacing=12, margins=(18, 14, 18, 16))
        self.setLayout(self._inside)
        self.rebuild()

    def lay_out(self) -> None:
        """Put the fields in."""
        raise NotImplementedError

    def concerns(self, inside: str) -> bool:
        """Whether an answer of the build changes which fields there are."""
        return False

    def allow(self) -> None:
        """Follow what the other answers leave room for."""

    def refresh(self) -> None:
        """Ask the rules what each choice brings, and what is ruled out now."""
        for part in self.parts():
            part()

    def parts(self) -> list[Callable[[], object]]:
        """What `refresh` does, a field at a time: each asks the rules some times."""
        return [*(partial(self._refresh_field, path) for path in self._own), self.allow]

    def _refresh_field(self, path: str) -> None:
        field = self._form.fields.get(path)
        if isinstance(field, AnswerField):
            field.refresh()

    def rebuild(self) -> None:
        """Lay everything out anew; the field that has the cursor keeps it."""
        focused = focused_path(self)
        for path in self._own:
            self._form.fields.pop(path, None)
        self._own.clear()
        clear(self._inside)
        self._inside.addWidget(label(self.heading(), "h2"))
        self.lay_out()
        if self.isVisible():
            # Without this they would be shown when the events are through, and could not take the cursor before.
            for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                part.show()
        if focused in self._form.fields:
            self._form.fields[focused].focus()

    def heading(self) -> str:
        """The title of the card."""
        raise NotImplementedError

    def path(self, inside: str) -> str:
        """The whole path of an answer of this build."""
        return f"builds[{self.build}].{inside}"

    def at(self, inside: str) -> object:
        """An answer of this build."""
        return self.wizard.answers.at(self.path(inside))

    def put_in(self, part: Field | QWidget | QLayout, *fields: Field) -> None:
        """Add a field, or something with fields in it."""
        for field in (*fields, *([part] if isinstance(part, Field) else [])):
            self._form.add(field)
            self._own.append(field.path)
        if isinstance(part, QLayout):
            self._inside.addLayout(part)
        else:
            self._inside.addWidget(part)
