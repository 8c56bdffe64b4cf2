"""Tab follows the way people read, also among cards and panels that are made later than what stands below them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget


def chain(parts: Iterable[QWidget]) -> None:
    """Chain what Tab stops at, part after part, within each in the order in which it was made.

    A part that lies in one named later comes where it is named first.
    """
    stops = (stop for part in parts for stop in (part, *part.findChildren(QWidget)) if _takes_tab(stop, part))
    for before, after in pairwise(dict.fromkeys(stops)):
        QWidget.setTabOrder(before, after)


def _takes_tab(widget: QWidget, part: QWidget) -> bool:
    # A list box holds another window, for its list.
    if widget.window() is not part.window() or isinstance(widget.parentWidget(), QComboBox):
        return False
    return bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value) and widget.focusProxy() is None
