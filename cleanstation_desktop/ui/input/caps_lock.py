"""A hint beside a password field that Caps Lock is on, before somebody is locked out by it."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import icon_label, label, row

_WINDOWS_CAPS_LOCK = 0x14
_XKB_CORE_KEYBOARD = 0x100
_LIGHTS = Path("/sys/class/leds")


def caps_lock_on() -> bool | None:
    """Whether Caps Lock is on, as the system says; None where it cannot be asked."""
    if sys.platform == "win32":
        return bool(ctypes.windll.user32.GetKeyState(_WINDOWS_CAPS_LOCK) & 1)
    if QGuiApplication.platformName() == "xcb":
        return _of_x11()
    return _of_the_lights() if QGuiApplication.platformName().startswith("wayland") else None


def caps_lock_by_key(text: str, modifiers: Qt.KeyboardModifier) -> bool | None:
    """What a typed letter tells: a capital without Shift, or a small letter with it, means on; None for no letter."""
    if len(text) != 1 or text.upper() == text.lower():
        return None
    return text.isupper() != bool(modifiers & Qt.KeyboardModifier.ShiftModifier)


class CapsLockHint(QFrame):
    """Icon and words that show below a field while it has the focus and Caps Lock is on."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        self._on = False
        self.setLayout(row(icon_label("warning", 20, "warn"), label(tr("Caps Lock is on."), "warning"), None))
        self.hide()
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the keys of the field."""
        if event.type() is QEvent.Type.FocusIn:
            self._show(caps_lock_on() or False)
        elif event.type() is QEvent.Type.FocusOut:
            self.hide()
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._follow(event)
        return False

    def _follow(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            # The system changes its state with this key, before or after it tells us.
            before = self._on
            QTimer.singleShot(0, self, lambda: self._show(not before if (on := caps_lock_on()) is None else on))
            return
        told = caps_lock_by_key(event.text(), event.modifiers())
        if told is not None:
            self._show(told)

    def _show(self, on: bool) -> None:
        self._on = on
        self.setVisible(on)


def _of_x11() -> bool | None:
    name = ctypes.util.find_library("X11")
    if name is None:
        return None
    library = ctypes.CDLL(name)
    library.XOpenDisplay.restype = ctypes.c_void_p
    display = library.XOpenDisplay(None)
    if not display:
        return None
    state = ctypes.c_uint()
    failed = library.XkbGetIndicatorState(ctypes.c_void_p(display), _XKB_CORE_KEYBOARD, ctypes.byref(state))
    library.XCloseDisplay(ctypes.c_void_p(display))
    return None if failed else bool(state.value & 1)


def _of_the_lights() -> bool | None:
    lights = [light / "brightness" for light in _LIGHTS.glob("*::capslock")]
    return any(light.read_text().strip() != "0" for light in lights) if lights else None
