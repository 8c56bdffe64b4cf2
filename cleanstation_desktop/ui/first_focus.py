"""Where the keyboard begins on a page that opens: in the page, not in the sidebar that led there."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from cleanstation_desktop.ui.widgets.fields import SearchLine


class BeginsSomewhere(Protocol):
    """A page that says where the keyboard begins."""

    def first_focus(self) -> QWidget | None:
        """The widget; None for none yet."""
        ...

    def isAncestorOf(self, child: QWidget, /) -> bool:  # noqa: N802 - Qt's name
        """Whether a widget stands on the page."""
        ...


class FirstFocus:
    """Brings the keyboard to a page when it opens, and once more when it has read what it shows."""

    def __init__(self, page: BeginsSomewhere) -> None:
        self._page = page
        self._wanted = False

    def want(self) -> None:
        """The page is opened."""
        self._wanted = True
        self._take()

    def after_reading(self) -> None:
        """The page has read; what it showed before may have gone, and the focus with it."""
        if self._wanted:
            self._wanted = False
            self._take()

    def _take(self) -> None:
        now = QApplication.focusWidget()
        # Not from the page itself, a dialog or another window, and not from a line in which somebody writes already.
        if now is not None and (self._page.isAncestorOf(now) or (isinstance(now, QLineEdit) and now.text())):
            return
        first = self._page.first_focus()
        if first is None or (now is not None and now.window() is not first.window()):
            return
        first.setFocus(Qt.FocusReason.OtherFocusReason)


def first_of(content: QWidget) -> QWidget | None:
    """The chosen row of a list, else its search, else the first control in the order of Tab; None without one."""
    chosen = (view for view in content.findChildren(QAbstractItemView) if view.currentIndex().isValid())
    search = content.findChildren(SearchLine)
    stops = (widget for widget in (*chosen, *search) if _stops(widget, content))
    return next(stops, None) or _first_by_tab(content)


def _first_by_tab(content: QWidget) -> QWidget | None:
    at = content.nextInFocusChain()
    while at is not None and at is not content:
        if content.isAncestorOf(at) and _stops(at, content):
            return at
        at = at.nextInFocusChain()
    return None


def _stops(widget: QWidget, content: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return by_tab and widget.isEnabled() and widget.isVisibleTo(content) and widget.focusProxy() is None
