"""Choosing roles: one big box each, with what it lets a person do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QWidget

from cleanstation_desktop.domain.people import PERMISSIONS, Role
from cleanstation_desktop.ui.people.names import ROLES, role_words
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import card, column, label, scrolled

_BESIDE_THE_BOX = 34


class RoleChoice(QWidget):
    """The six roles. The first box takes the focus for all of them."""

    def __init__(self, chosen: Iterable[Role] = ()) -> None:
        super().__init__()
        held = set(chosen)
        self.boxes: dict[Role, QCheckBox] = {}
        parts: list[QWidget] = []
        for role in ROLES:
            box = QCheckBox(role_words(role))
            box.setChecked(role in held)
            said = "\n".join(tr(sentence) for sentence in PERMISSIONS[role])
            box.setAccessibleDescription(said)
            self.boxes[role] = box
            words = label(said, "small", wrap=True)
            parts.append(card(box, column(words, margins=(_BESIDE_THE_BOX, 0, 0, 0)), spacing=0))
        inside = QWidget()
        inside.setLayout(column(*parts, None, spacing=8, margins=(0, 0, 6, 0)))
        self.setLayout(column(scrolled(inside)))
        self.setFocusProxy(self.boxes[ROLES[0]])

    @property
    def roles(self) -> frozenset[Role]:
        """What is chosen."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())
