"""Labels, buttons, cards and chips. Each takes its look from the style sheet by a property, never a colour."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cleanstation_desktop.ui.input.second_taps import rest_around
from cleanstation_desktop.ui.theme.icons import icon as themed_icon
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.labels import (
    ElidedLabel,
    SelectableLabel,
    SelectableWrappedLabel,
    WrappedLabel,
)
from cleanstation_desktop.ui.widgets.scrolling import Area

TOUCH = 44


class _Button(QPushButton):
    """A press of it is for it alone: what comes to lie there does not hear a second one."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the click."""
        rest_around(self)
        super().mouseReleaseEvent(event)


class _IconButton(QToolButton):
    """The same of an icon alone."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the click."""
        rest_around(self)
        super().mouseReleaseEvent(event)


class _Scrolled(Area):
    """Gives what it scrolls another height at once. Qt's own does so at its next event: until then what grew is
    squeezed into the height that it had."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """What is scrolled was laid out anew."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self.widget():
            self.event(event)
        return super().eventFilter(watched, event)


def label(text: str = "", look: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Text. Parameters: look, of resources/style/client.qss: h1, h2, h3, muted, small, error, warning, figure."""
    wrapped, plain = (SelectableWrappedLabel, SelectableLabel) if selectable else (WrappedLabel, QLabel)
    made = wrapped(text) if wrap else plain(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", look)
    return made


def elided(text: str, look: str = "") -> QLabel:
    """Text in one line, cut off where the room ends; its tooltip tells the whole. Give it the stretch of its row."""
    made = ElidedLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", look)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    made.setToolTip(text)
    return made


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    look: str = "",
    icon: str = "",
    tip: str = "",
    shortcut: str = "",
) -> QPushButton:
    """A button. Parameters: look, "primary", "danger", "link" or plain; shortcut, shown in its tooltip."""
    made = _Button(text)
    made.setProperty("look", look)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        colour = {"primary": "on_primary", "danger": "bad", "link": "primary"}.get(look, "text2")
        made.setIcon(themed_icon(icon, colour))
        made.setIconSize(QSize(20, 20))
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
    give_tip(made, tip or text, shortcut)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def icon_button(
    icon: str, name: str, on_click: Callable[[], object] | None = None, *, shortcut: str = "", checkable: bool = False
) -> QToolButton:
    """A button that shows an icon alone. Parameters: name, what it does, for its tooltip and for screen readers."""
    made = _IconButton()
    made.setIcon(themed_icon(icon))
    made.setIconSize(QSize(22, 22))
    made.setFixedSize(TOUCH, TOUCH)
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(name)
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
    give_tip(made, name, shortcut)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def give_tip(widget: QWidget, tip: str, shortcut: str = "") -> None:
    """Tooltip with the shortcut behind it, so that people find it."""
    keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""
    widget.setToolTip(f"{tip} ({keys})" if keys else tip)


def column(
    *parts: QWidget | QLayout | int | None, spacing: int = 12, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """A column of widgets and layouts; a number is a gap in pixels, None takes the room that is left."""
    made = QVBoxLayout()
    _fill(made, parts, spacing, margins)
    return made


def row(
    *parts: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A row of widgets and layouts; a number is a gap in pixels, None takes the room that is left."""
    made = QHBoxLayout()
    _fill(made, parts, spacing, margins)
    return made


def frame(layout: QLayout, look: str, *, margins: tuple[int, int, int, int] | None = None) -> QFrame:
    """A ground of its own around a layout. Parameters: look, card, panel, bar, foot, side, ok, warn, bad, info."""
    made = QFrame()
    made.setProperty("look", look)
    made.setLayout(layout)
    if margins is not None:
        layout.setContentsMargins(*margins)
    return made


def card(*parts: QWidget | QLayout | int | None, title: str = "", spacing: int = 10) -> QFrame:
    """A white card with an optional title above a column of parts."""
    first: tuple[QWidget, ...] = (label(title, "h2"),) if title else ()
    return frame(column(*first, *parts, spacing=spacing), "card", margins=(18, 16, 18, 16))


def line() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setProperty("look", "line")
    made.setFixedHeight(1)
    return made


def chip(text: str, kind: str = "neutral") -> QLabel:
    """A small coloured word. Parameters: kind, ok, warn, bad, info or neutral; the word must tell it without colour."""
    made = label(text, kind)
    made.setProperty("chip", True)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def icon_label(name: str, size: int = 20, colour: str = "text2") -> QLabel:
    """An icon that says nothing on its own: screen readers pass it by."""
    made = QLabel()
    made.setPixmap(pixmap(name, size, colour))
    made.setFixedSize(size, size)
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """A widget that scrolls when there is no room for it."""
    return _Scrolled(inside, sideways=True)


def in_the_middle(panel: QWidget) -> QScrollArea:
    """The one panel of a page, a little above its middle; in a low window, and above keys on the screen, it scrolls."""
    inside = QWidget()
    layout = column(spacing=0)
    layout.addStretch(1)
    layout.addLayout(row(None, panel, None))
    layout.addStretch(2)
    inside.setLayout(layout)
    return scrolled(inside)


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and dress the widget again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_primary(made: QPushButton, icon: str, primary: bool) -> None:
    """Make a button the one to press next, or a plain one again, with its icon in the colour that goes with it."""
    set_look(made, "look", "primary" if primary else "")
    made.setIcon(themed_icon(icon, "on_primary" if primary else "text2"))
    made.setIconSize(QSize(20, 20))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; its widgets go too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _fill(
    layout: QBoxLayout,
    parts: tuple[QWidget | QLayout | int | None, ...],
    spacing: int,
    margins: tuple[int, int, int, int],
) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
