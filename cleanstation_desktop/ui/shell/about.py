"""About: versions, the server, the installed files, and the licences of what the program is made with."""

from __future__ import annotations

import platform
from importlib.metadata import version

from PySide6.QtCore import QSize, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from cleanstation_desktop.build_info import full_version
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell.installed import InstalledFiles
from cleanstation_desktop.ui.station_facts import StationFacts
from cleanstation_desktop.ui.text import named_value, tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog


def facts(station: StationFacts) -> list[tuple[str, str]]:
    """Names and values that tell which program this is and what it runs on."""
    return [
        (tr("Version"), full_version()),
        (tr("Station"), station.name),
        (tr("Server"), f"{station.server} ({station.environment})"),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", version("PySide6-Essentials")),
        (tr("System"), platform.platform(terse=True)),
    ]


def about(parent: QWidget, station: StationFacts, runner: Runner) -> Dialog:
    """Show About. Parameters: runner, for the check of the installed files."""
    dialog = Dialog(parent, tr("About CleanStation Desktop"))
    sign = QLabel()
    sign.setPixmap(pixmap("app", 64, "primary"))
    sign.setFixedSize(QSize(64, 64))
    words = label(
        tr("Orders, bills of material and signed quality checklists for CleanStation reprocessing sinks."), wrap=True
    )
    dialog.body.addLayout(row(sign, column(words), spacing=16))
    lines = QFormLayout()
    lines.setHorizontalSpacing(24)
    for name, value in facts(station):
        lines.addRow(label(name, "muted"), label(value, selectable=True))
    installed = InstalledFiles(runner)
    lines.addRow(label(tr("Installed files"), "muted"), installed)
    dialog.body.addLayout(lines)
    licence = tr("Qt and PySide6 are used under the LGPL version 3; THIRD-PARTY-NOTICES.txt holds every licence.")
    dialog.body.addWidget(label(licence, "small", wrap=True))

    def copy() -> None:
        told = [*facts(station), (tr("Installed files"), installed.words)]
        QGuiApplication.clipboard().setText("\n".join(named_value(name, value) for name, value in told))

    dialog.foot.addWidget(button(tr("Copy"), copy, icon="copy"))
    dialog.add_action(tr("Close"), dialog.accept)
    dialog.open()
    return dialog
