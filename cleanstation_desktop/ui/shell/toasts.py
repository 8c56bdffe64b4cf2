"""Messages at the lower edge of the window, over the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, frame, icon_button, icon_label, label, row
from cleanstation_desktop.ui.widgets.scrolling import Area

_SHOWN_MS = 6000
_MOST = 4
_WIDTH = 420
_MARGIN = 20
_ICONS = {"ok": "success", "info": "info", "warn": "warning", "bad": "error"}


class Toasts(Area):
    """Shows messages at the lower edge of its parent, the newest below; those without room are scrolled to."""

    def __init__(self, parent: QWidget) -> None:
        inside = QWidget()
        super().__init__(inside)
        self.setParent(parent)
        # Between the messages the screen is seen.
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        # Whether the newest is brought into sight; once one was closed, what is read stays where it is.
        self._follows = False
        self.verticalScrollBar().rangeChanged.connect(self._follow)
        self._shown: list[QFrame] = []
        self._spare: set[QFrame] = set()
        parent.installEventFilter(self)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message; one that does not stay goes by itself.

        When there are many the oldest makes room, but none that offers a deed: nobody else has what it would send.
        """
        texts = column(label(message.text, "h3", wrap=True), spacing=2)
        if message.hint:
            texts.addWidget(label(message.hint, wrap=True))
        line = row(icon_label(_ICONS[message.kind], 22, message.kind), spacing=12)
        line.addLayout(texts, 1)
        box = frame(line, message.kind, margins=(16, 10, 8, 10))
        if message.action is not None:
            line.addWidget(button(message.action[0], partial(self._act, box, message.action[1])))
        else:
            self._spare.add(box)
        line.addWidget(icon_button("close", tr("Close this message"), lambda: self._drop(box)))
        box.setAccessibleName(f"{message.text} {message.hint}".strip())
        self._shown.append(box)
        self._column.addWidget(box)
        spare = [earlier for earlier in self._shown[:-1] if earlier in self._spare]
        for earlier in spare[: max(0, len(self._shown) - _MOST)]:
            self._drop(earlier)
        if not message.stays:
            QTimer.singleShot(_SHOWN_MS, box, lambda: self._drop(box))
        self._follows = True
        self._place()

    def clear(self) -> None:
        """Take all messages away."""
        for box in list(self._shown):
            self._drop(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _act(self, box: QFrame, act: Callable[[], None]) -> None:
        self._drop(box)
        act()

    def _follow(self, _least: int, most: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(most)

    def _drop(self, box: QFrame) -> None:
        if box in self._shown:
            self._follows = False
            self._shown.remove(box)
            self._spare.discard(box)
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
            self._place()

    def _place(self) -> None:
        parent = self.parentWidget()
        if not self._shown or parent is None:
            self.hide()
            return
        width = min(_WIDTH, parent.width() - 32)
        self.setFixedWidth(width)
        height = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self.sizeHint().height()
        needed = max(height, self._column.minimumSize().height())
        self.setFixedHeight(min(needed, max(parent.height() - 2 * _MARGIN, 0)))
        # In the middle: to the right are the buttons that go on, to the left those that go back.
        self.move((parent.width() - width) // 2, parent.height() - self.height() - _MARGIN)
        self.show()
        self.raise_()
