"""Replacing a one-time password: nothing else is possible before (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from cleanstation_desktop.services.sign_in import PasswordChangeNeeded


def password_edit() -> QLineEdit:
    """A line for a password: nothing is shown, nothing is kept."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
    return made


def _change_password(needed: PasswordChangeNeeded, current: str, new: str, station: str) -> None:
    from cleanstation_desktop.services import sign_in  # noqa: PLC0415 - loaded in the background

    sign_in.change_password(needed.url, needed.login, current, new, station=station)
