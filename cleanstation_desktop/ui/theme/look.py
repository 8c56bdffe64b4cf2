"""The look that is in force: fonts, palette and style sheet on the application."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from cleanstation_desktop import resources
from cleanstation_desktop.ui.theme.style import style_sheet
from cleanstation_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

FAMILY = "Open Sans"
BASE_PIXELS = 14
_FONT_FILES = (
    *("OpenSans-Regular.ttf", "OpenSans-Bold.ttf", "OpenSans-Italic.ttf"),
    *("DejaVuSans.ttf", "DejaVuSansMono.ttf"),
)

_in_force = [LIGHT]


def current() -> Tokens:
    """The tokens in force."""
    return _in_force[0]


def is_dark() -> bool:
    """Whether the dark look is in force."""
    return _in_force[0] is DARK


def apply(application: QApplication, name: str) -> None:
    """Dress the application. Parameters: name, "light" or "dark"."""
    tokens = DARK if name == "dark" else LIGHT
    _in_force[0] = tokens
    if FAMILY not in QFontDatabase.families():
        # Without fonts of our own, text is blank on a machine that has none (notes of the Qt trials).
        for file in _FONT_FILES:
            QFontDatabase.addApplicationFont(str(resources.path("fonts", file)))
    font = QFont(FAMILY)
    font.setPixelSize(BASE_PIXELS)
    if application.font() != font:
        application.setFont(font)
    if application.styleSheet():
        # Qt dresses each widget again for each one above it when one sheet follows another: seconds on a large screen.
        # Taken off and put on, it is done once for each.
        application.setStyleSheet("")
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    application.setPalette(_palette(tokens))
    application.setStyleSheet(style_sheet(tokens))


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, tokens.bg),
        (QPalette.ColorRole.WindowText, tokens.text),
        (QPalette.ColorRole.Base, tokens.surface),
        (QPalette.ColorRole.AlternateBase, tokens.surface2),
        (QPalette.ColorRole.Text, tokens.text),
        (QPalette.ColorRole.PlaceholderText, tokens.text2),
        (QPalette.ColorRole.Button, tokens.surface),
        (QPalette.ColorRole.ButtonText, tokens.text),
        (QPalette.ColorRole.BrightText, tokens.bad),
        (QPalette.ColorRole.Highlight, tokens.primary),
        (QPalette.ColorRole.HighlightedText, tokens.on_primary),
        (QPalette.ColorRole.ToolTipBase, tokens.surface),
        (QPalette.ColorRole.ToolTipText, tokens.text),
        (QPalette.ColorRole.Link, tokens.primary),
        (QPalette.ColorRole.LinkVisited, tokens.primary),
        (QPalette.ColorRole.Light, tokens.surface),
        (QPalette.ColorRole.Midlight, tokens.surface2),
        (QPalette.ColorRole.Mid, tokens.border),
        (QPalette.ColorRole.Dark, tokens.border_strong),
        (QPalette.ColorRole.Shadow, tokens.border_strong),
    ):
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return palette
