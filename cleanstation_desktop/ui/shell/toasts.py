"""Messages at the lower edge of the window, below the page: one that lay over it would cover its buttons until somebody
closes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from cleanstation_desktop.ui.input.second_taps import rest_where
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, frame, icon_button, icon_label, label, row
from cleanstation_desktop.ui.widgets.scrolling import Roomy

_SHOWN_MS = 6000
_MOST = 4
# They have that part of the height of the window at most; beyond it they are scrolled.
_PART = 3
# Height of the buttons at the foot of a page with the air around them, in pixels.
_FOOT = 80
_EDGE = 24
_ICONS = {"ok": "success", "info": "info", "warn": "warning", "bad": "error"}


class Toasts(Roomy):
    """Shows messages, the newest below; those without room are scrolled to.

    Parameters: parent, the whole of which they are given a part; its layout says where.
    """

    def __init__(self, parent: QWidget) -> None:
        inside = QWidget()
        super().__init__(inside)
        self.setParent(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(_EDGE, 0, _EDGE, 12)
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
        box = frame(line, message.kind, margins=(16, 4, 8, 4))
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
        self._rest()

    def clear(self) -> None:
        """Take all messages away."""
        for box in list(self._shown):
            self._drop(box)

    def come_last(self) -> None:
        """Be reached by Tab behind the page, which was made later."""
        stops = [stop for box in self._shown for stop in box.findChildren(QAbstractButton)]
        last = self.window().previousInFocusChain()
        while stops and last is not None and last.focusPolicy() == Qt.FocusPolicy.NoFocus:
            last = last.previousInFocusChain()
        for stop in stops:
            if last is not None:
                QWidget.setTabOrder(last, stop)
            last = stop

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
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
        """Have the room that the messages need, and never more than a part of the window."""
        parent = self.parentWidget()
        if parent is not None:
            self.setMaximumHeight(parent.height() // _PART)
        self.setVisible(bool(self._shown))
        self.updateGeometry()

    def _rest(self) -> None:
        """What stands at the foot of the page moves up: a finger that is on its way there meant what stood there."""
        window = self.window()
        foot = self._column.totalHeightForWidth(self.width()) + _FOOT
        lowest = QRect(0, window.height() - foot, window.width(), foot)
        rest_where(QRect(window.mapToGlobal(lowest.topLeft()), lowest.size()), window)
