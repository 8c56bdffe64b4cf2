"""What the person was told and has not read: each notice with the way to what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from cleanstation_desktop.services.notifications import Notice, Unread
from cleanstation_desktop.services.work_lists import SHOWN
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.home.notice_words import notice_place, notice_words
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, column, frame, icon_label, label, line, row

Read = Callable[[Sequence[Notice], QPushButton], None]


def count_words(told: Unread) -> str:
    """How many there are."""
    return number(told.count) + ("+" if told.capped else "")


class NoticesCard(QFrame):
    """Parameters: read, called with notices that are read and the button that was pressed, without notices for all of
    them; more, called when somebody wants to see more than the first."""

    def __init__(self, client: Client, told: Unread, read: Read, more: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._client, self._read = client, read
        self.all_read = button(tr("Mark all as read"), look="link", icon="check")
        self.all_read.clicked.connect(lambda _checked: read((), self.all_read))
        head = row(
            icon_label("bell", 22, "primary"),
            label(tr("What you were told"), "h2"),
            chip(count_words(told), "info"),
            None,
            self.all_read,
            spacing=10,
        )
        self._lines: QVBoxLayout = column(spacing=0)
        self.setLayout(column(head, self._lines, None, spacing=8, margins=(18, 14, 18, 10)))
        for notice in told.notices:
            self._lines.addWidget(line())
            self._lines.addWidget(self._entry(notice))
        rest = min(told.count, SHOWN) - len(told.notices)
        if rest > 0:
            self._lines.addWidget(button(tr("Show {count} more", count=number(rest)), more, look="link", icon="down"))
        elif told.count > len(told.notices):
            shown = tr("The newest {shown} of {count}", shown=number(len(told.notices)), count=count_words(told))
            self._lines.addWidget(label(shown, "muted"))

    def _entry(self, notice: Notice) -> QWidget:
        said = notice_words(notice)
        words = column(label(said, wrap=True, selectable=True), label(moment(notice.at), "muted"), spacing=2)
        layout = row(words, spacing=12, margins=(0, 8, 0, 8))
        layout.setStretch(0, 1)
        place = notice_place(notice, self._client)
        if place is not None:
            layout.addWidget(
                self._button(tr("View"), said, lambda _made: self._client.open(place.name, **place.arguments))
            )
        layout.addWidget(self._button(tr("Mark as read"), said, partial(self._read, (notice,))))
        return frame(layout, "")

    def _button(self, name: str, said: str, act: Callable[[QPushButton], None]) -> QPushButton:
        made = button(name, tip=f"{name}: {said}")
        made.setAccessibleName(f"{name}: {said}")
        made.clicked.connect(lambda _checked: act(made))
        return made
