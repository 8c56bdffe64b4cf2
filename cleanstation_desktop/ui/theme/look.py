"""The look that is in force: fonts and palette on the application, the style sheet on its windows.

On the application the sheet would be put on each widget while a screen is being made, and again for each widget that
this one is laid into: a third of what making a screen takes. So it is put on once, when the screen comes into a window.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

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
_sheet = [""]
_DRESSED = "dressed"
"""Property of the windows that the style sheet stands on."""


def current() -> Tokens:
    """The tokens in force."""
    return _in_force[0]


def is_dark() -> bool:
    """Whether the dark look is in force."""
    return _in_force[0] is DARK


def apply(application: QApplication, name: str) -> None:
    """Dress the application and its windows. Parameters: name, "light" or "dark"."""
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
    dressed = [window for window in application.topLevelWidgets() if window.property(_DRESSED)]
    for window in dressed:
        # Qt dresses each widget again for each one above it when one sheet follows another: seconds on a large screen.
        # Taken off and put on, it is done once for each.
        window.setStyleSheet("")
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    application.setPalette(_palette(tokens))
    _sheet[0] = style_sheet(tokens)
    for window in dressed:
        dress(window)


def dress(window: QWidget) -> None:
    """Give a window that belongs to no other the look in force; what is in it, and its dialogs, have it from there."""
    window.setProperty(_DRESSED, True)
    window.setStyleSheet(_sheet[0])


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
