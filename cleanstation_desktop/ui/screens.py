"""The class that shows a place, loaded when the place is first opened: a start loads no screen that nobody looks at."""

from __future__ import annotations

from cleanstation_desktop.ui.loading import load
from cleanstation_desktop.ui.places import REGISTER
from cleanstation_desktop.ui.screen import Screen


def screen_class(name: str) -> type[Screen]:
    """The class that shows a place. Raises KeyError for a name that is not registered."""
    module, _, class_name = REGISTER[name].screen.partition(":")
    loaded: type[Screen] = getattr(load(f"cleanstation_desktop.ui.{module}"), class_name)
    return loaded
