"""Checks of how a screen looks and answers to the keyboard; run by its tests and by the demo run on each screen."""

from cleanstation_desktop.ui.checks.fault import Fault, FaultKind
from cleanstation_desktop.ui.checks.keyboard import find_focus_faults, tab_stops
from cleanstation_desktop.ui.checks.look import find_faults
from cleanstation_desktop.ui.checks.walk import accessible_name, controls

__all__ = ["Fault", "FaultKind", "accessible_name", "controls", "find_faults", "find_focus_faults", "tab_stops"]
