"""Language and look of the whole application, put on together."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from cleanstation_desktop.domain.localization import locale_name
from cleanstation_desktop.ui import text, theme


def worn() -> tuple[str, str]:
    """Language and look that the application has now."""
    return text.language().value, "dark" if theme.is_dark() else "light"


def put_on(language: str, look: str) -> None:
    """Give the application a language (EN, FR, ES) and a look (light, dark).

    Qt's own words (file dialogs, calendars, the menu of a text field) follow, as far as Qt has them.
    """
    qt = QApplication.instance()
    if not isinstance(qt, QApplication):
        raise RuntimeError("there is no application to dress")
    text.set_language(language)
    QLocale.setDefault(QLocale(locale_name(text.language())))
    for before in qt.findChildren(QTranslator):
        qt.removeTranslator(before)
        before.deleteLater()
    translator = QTranslator(qt)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language.lower()}", folder):
        qt.installTranslator(translator)
    theme.apply(qt, look)
