"""The band of colour that says on every screen when this is not the real thing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import label


def environment_band(environment: str) -> QLabel | None:
    """A band for an environment; None for production."""
    if environment == "production":
        return None
    words = {
        "demo": tr("DEMO – nothing here is real"),
        "development": tr("DEVELOPMENT – nothing here is real"),
        "staging": tr("STAGING – for trials, not for hospitals"),
        "uat": tr("ACCEPTANCE TEST – not for hospitals"),
    }.get(environment, environment.upper())
    band = label(words, "info" if environment == "demo" else "warn")
    band.setAlignment(Qt.AlignmentFlag.AlignCenter)
    band.setFixedHeight(26)
    band.setStyleSheet("border-radius: 0; font-weight: 600;")
    return band
