"""Finding what one is told to look for, by the words on the screen; it is waited for until it is there and at rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QWidget
from shiboken6 import isValid

from cleanstation_desktop.ui.checks.walk import accessible_name, controls
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.widgets.states import Loading
from cleanstation_desktop.verbs.pilot import sight
from cleanstation_desktop.verbs.pilot.sight import Kind
from cleanstation_desktop.verbs.pilot.waiting import Lost, Patience

_Stand = tuple[QPoint, QSize, bool] | None


class Finder:
    """Looks at one window. What never comes, or is there twice, is an error: Lost.

    Parameters: window, shown; patience, waits and hears what goes wrong meanwhile.
    """

    def __init__(self, window: MainWindow, patience: Patience) -> None:
        self.window = window
        self.patience = patience

    @property
    def front(self) -> QWidget:
        """What takes clicks now: a menu, a dialog or the window."""
        return sight.front() or self.window

    def rest(self) -> None:
        """Wait until nothing is being read or written."""
        self.patience.until(lambda: self.at_rest, "the client is still reading")

    def see(self, *words: str) -> None:
        """Wait until all of this can be read in what is in front."""
        for part in words:
            self.patience.until(lambda part=part: self.sees(part), f"“{part}” is nowhere to be read")  # type: ignore[misc]  # mypy cannot tell what a lambda with a default is

    def sees(self, words: str) -> bool:
        """Whether this can be read now."""
        return words in sight.words_in_view(self.front)

    def control(self, name: str, kind: type[Kind], *, enabled: bool = True) -> Kind:
        """The one control of this name, once it is there and can be worked. Errors: Lost."""

        def there() -> list[Kind]:
            return [one for one in sight.called(self.front, name, kind) if one.isEnabled() or not enabled]

        try:
            return self._steady(there, f"{kind.__name__} “{name}”", alone=True)
        except Lost as lost:
            said = f"{lost}: {len(there())} are called so in {type(self.front).__name__}"
            raise Lost(f"{said}; there are {sight.told(self.front, kind)}") from None

    def first(self, beginning: str, kind: type[Kind]) -> Kind:
        """The first control, from the top, whose name begins so. Errors: Lost."""

        def there() -> list[Kind]:
            return [
                one
                for one in controls(self.front)
                if isinstance(one, kind) and one.isEnabled() and accessible_name(one).startswith(beginning)
            ]

        return self._steady(there, f"nothing is called “{beginning}…”")

    def beside(self, words: str, beginning: str, kind: type[Kind]) -> Kind:
        """The control of which the name begins so, in the line of a label with these words. Errors: Lost."""

        def there() -> list[Kind]:
            return [one for one in sight.beside(self.front, words, beginning, kind) if one.isEnabled()]

        return self._steady(there, f"nothing is called “{beginning}…” beside “{words}”")

    def any_of(self, *names: str) -> str:
        """Whichever of these buttons comes first. Errors: Lost."""
        found: list[str] = []

        def there() -> bool:
            found[:] = [name for name in names if self.has(name)]
            return bool(found) and self.at_rest

        self.patience.until(
            there, f"none of these comes: {', '.join(names)}; there are {sight.told(self.front, QAbstractButton)}"
        )
        return found[0]

    def has(self, name: str, kind: type[QWidget] = QAbstractButton) -> bool:
        """Whether there is such a control that can be worked now."""
        return any(one.isEnabled() for one in sight.called(self.front, name, kind))

    def _cell(self, table: str, words: str) -> tuple[QAbstractItemView, sight.Index]:
        found: list[tuple[QAbstractItemView, sight.Index]] = []

        def there() -> bool:
            views = sight.called(self.front, table, QAbstractItemView)
            found[:] = [(view, index) for view in views for index, shown in sight.cells(view) if words in shown]
            return bool(found) and self.at_rest

        self.patience.until(there, f"no row with “{words}” in “{table}”")
        found[0][0].scrollTo(found[0][1])
        return found[0]

    def _steady(self, there: Callable[[], list[Kind]], what: str, *, alone: bool = False) -> Kind:
        """What is found, once it stays where it is: a person does not press what still moves."""
        before: list[tuple[Kind, _Stand]] = []

        def stays() -> bool:
            # Found already: it is looked at again whether it stays, not searched for.
            if before and _stand(before[0][0]) == before[0][1] and self.at_rest:
                return True
            before.clear()
            found = there() if self.at_rest else []
            if found and not (alone and len(found) > 1):
                before.append((found[0], _stand(found[0])))
            return False

        self.patience.until(stays, what)
        return before[0][0]

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being read or written."""
        work = self.window.current
        if work is None:
            return True
        if work.client.runner.busy:
            return False
        return not any(bar.isVisible() for bar in work.findChildren(Loading))


def _stand(widget: QWidget) -> _Stand:
    """Where a widget is and whether it can be worked; None when it is gone."""
    if not isValid(widget) or not widget.isVisible():
        return None
    return widget.mapToGlobal(QPoint(0, 0)), widget.size(), widget.isEnabled()
