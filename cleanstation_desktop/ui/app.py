"""Starts the client: application, look, crash reports, window."""

from __future__ import annotations

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.shell.crash import CrashReports
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow

NAME = "CleanStation Desktop"


def application(arguments: list[str]) -> QApplication:
    """The Qt application, named, so that its files and windows carry the product's name."""
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(arguments)
    made.setApplicationName(NAME)
    made.setApplicationDisplayName("")
    made.setDesktopFileName("cleanstation-desktop")
    return made


def open_window(qt: QApplication, start: Start) -> MainWindow:
    """Make the window on its sign-in page, not yet shown."""
    preferences = Preferences(start.station.folder, "station")
    text.set_language(str(preferences.get("language", start.language)))
    theme.apply(qt, str(preferences.get("theme", "light")))
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.Canada))
    return MainWindow(start, preferences)


def run(start: Start) -> int:
    """Show the client until its window is closed. Returns: the exit status."""
    qt = application(sys.argv[:1])
    reports = CrashReports(start.station.folder)
    reports.install()
    window = open_window(qt, start)
    reports.met.connect(window.show_crash)
    translator = QTranslator(qt)
    if translator.load(
        f"qtbase_{text.language().value.lower()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        qt.installTranslator(translator)
    window.show()
    try:
        return qt.exec()
    finally:
        reports.uninstall()
