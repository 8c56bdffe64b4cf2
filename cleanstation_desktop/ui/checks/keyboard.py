"""Faults for people who work by keyboard: what Tab does not reach, reaches out of order, or does not show, and
keys that do nothing because two have them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QCalendarWidget, QScrollArea, QTabBar, QWidget

from cleanstation_desktop.ui.checks.contrast import plainly_changed
from cleanstation_desktop.ui.checks.fault import Fault, FaultKind, describe, way_to
from cleanstation_desktop.ui.checks.walk import POINTER_ONLY, controls, marked, shown
from cleanstation_desktop.ui.widgets.scrolling import bring_into_view

_MARGIN = 4
_LEAST_MARK = 8
"""Least height and width of what changes when a control gets the focus, in pixels: the caret alone is no mark."""


def tab_stops(root: QWidget) -> tuple[QWidget, ...]:
    """The controls of a screen in the order in which Tab reaches them."""
    wanted = {widget for widget in controls(root) if _stops(widget)}
    found: list[QWidget] = [root] if root in wanted else []
    at = root.nextInFocusChain()
    while at is not None and at is not root:
        if at in wanted:
            found.append(at)
        at = at.nextInFocusChain()
    return tuple(found)


def _stops(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return by_tab and widget.isEnabled() and widget.focusProxy() is None


def unreachable(root: QWidget) -> Iterator[Fault]:
    """Controls that neither Tab nor a shortcut reaches, besides those that are marked for fingers (`POINTER_ONLY`)."""
    for widget in controls(root):
        if not widget.isEnabled() or _stops(widget) or isinstance(widget, QCalendarWidget):
            continue
        by_shortcut = isinstance(widget, QAbstractButton) and not widget.shortcut().isEmpty()
        alone = isinstance(widget, QTabBar) and widget.count() <= 1
        proxied = widget.focusProxy() is not None
        if not (by_shortcut or alone or proxied or _walked_to(widget) or marked(widget, POINTER_ONLY, root)):
            yield Fault(FaultKind.UNREACHABLE, way_to(widget, root), "neither Tab nor a shortcut reaches it")


def _walked_to(widget: QWidget) -> bool:
    """Whether it is one of a choice that Tab enters at another button, and the arrow keys walk through."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and any(_stops(other) for other in group.buttons())


def backward_steps(root: QWidget) -> Iterator[Fault]:
    """Places where Tab leads back against the way people read.

    That is to a control wholly above the one before it and not further right, or left of it in the same row. From the
    foot of one column Tab may lead to the head of the next.
    """
    for before, after in pairwise(tab_stops(root)):
        if _is_backward(_place(before, after, root), _place(after, before, root)):
            message = f"Tab leads back from {describe(before)} to it"
            yield Fault(FaultKind.TAB_ORDER, way_to(after, root), message)


def shared_keys(root: QWidget) -> Iterator[Fault]:
    """Shortcuts that two of those have that can be used now: Qt cannot tell which is meant, and does neither."""
    owners: dict[str, QWidget] = {}
    for widget in shown(root):
        for keys in _shortcuts(widget):
            if keys in owners:
                message = f"{keys} is also the key of {describe(owners[keys])}"
                yield Fault(FaultKind.SHARED_KEYS, way_to(widget, root), message)
            owners.setdefault(keys, widget)


def _shortcuts(widget: QWidget) -> Iterator[str]:
    if not widget.isEnabled():
        return
    found = [widget.shortcut()] if isinstance(widget, QAbstractButton) else []
    found += [made.key() for made in widget.children() if isinstance(made, QShortcut) and made.isEnabled()]
    found += [action.shortcut() for action in widget.actions() if action.isEnabled()]
    yield from (keys.toString(QKeySequence.SequenceFormat.PortableText) for keys in found if not keys.isEmpty())


def _place(stop: QWidget, other: QWidget, root: QWidget) -> QRect:
    """Where a control is met by the eye. What is scrolled out of sight comes into its area when Tab reaches it; only
    for a neighbour in the same area does it stand above or below."""
    place = QRect(_corner(stop, root), stop.size())
    above = stop.parentWidget()
    while above is not None and above is not root:
        if isinstance(above, QScrollArea) and not above.isAncestorOf(other):
            area = QRect(_corner(above, root), above.size())
            place.moveTop(max(area.top(), min(place.top(), area.bottom() + 1 - place.height())))
        above = above.parentWidget()
    return place


def _is_backward(place: QRect, next_place: QRect) -> bool:
    if next_place.bottom() <= place.top():
        return next_place.left() <= place.left()
    common = min(place.bottom(), next_place.bottom()) - max(place.top(), next_place.top())
    same_row = common > min(place.height(), next_place.height()) / 2
    return same_row and next_place.right() <= place.left()


def _corner(widget: QWidget, above: QWidget) -> QPoint:
    return widget.mapTo(above, QPoint(0, 0)) if widget is not above else QPoint(0, 0)


def find_focus_faults(root: QWidget) -> tuple[Fault, ...]:
    """Controls that look the same with and without the focus, or nearly so: a mark has the contrast that AA wants of it
    (WCAG 2.2, 1.4.11) to what is there without it.

    Gives the focus to each control in turn, and with it everything that hangs on gaining or losing it: for tests, not
    for a screen that somebody works on. Errors: ValueError when its window is not the active one.
    """
    if not root.isActiveWindow():
        raise ValueError("the focus can be seen in the active window only")
    before = QApplication.focusWidget()
    faults = [
        Fault(FaultKind.NO_FOCUS_MARK, way_to(stop, root), "nothing shows that it has the focus")
        for stop in tab_stops(root)
        if not _is_marked(stop)
    ]
    if before is not None:
        before.setFocus()
    return tuple(faults)


def _is_marked(stop: QWidget) -> bool:
    stop.clearFocus()
    bring_into_view(stop)
    plain = _grab(stop)
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    if not stop.hasFocus():
        return True  # it hands the focus on, to something that is looked at by itself
    changed = plainly_changed(plain, _grab(stop))
    stop.clearFocus()
    return min(changed.width(), changed.height()) >= _LEAST_MARK


def _grab(widget: QWidget) -> QImage:
    window = widget.window()
    place = QRect(_corner(widget, window), widget.size())
    return window.grab(place.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)).toImage()
