"""Kinds of attached documents, as people call them."""

from __future__ import annotations

from cleanstation_desktop.ui.text import tr


def kind_words(kind: str) -> str:
    """Name a kind of document."""
    return {
        "PURCHASE_ORDER": tr("Purchase order"),
        "DRAWING": tr("Drawing"),
        "PHOTO": tr("Photo"),
        "OTHER": tr("Other|document"),
    }.get(kind, kind)
