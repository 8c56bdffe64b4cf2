"""About: versions, the server, and the licences of what the program is made with."""

from __future__ import annotations

import platform
from importlib.metadata import version

from PySide6.QtCore import QSize, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from cleanstation_desktop.ui.station_facts import StationFacts
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog


def facts(station: StationFacts) -> list[tuple[str, str]]:
    """Names and values that tell which program this is and what it runs on."""
    return [
        (tr("Version"), version("cleanstation-desktop")),
        (tr("Station"), station.name),
        (tr("Server"), f"{station.server} ({station.environment})"),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", version("PySide6-Essentials")),
        (tr("System"), platform.platform(terse=True)),
    ]


def about(parent: QWidget, station: StationFacts) -> Dialog:
    """Show About."""
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
    dialog.body.addLayout(lines)
    licence = tr("Qt and PySide6 are used under the LGPL version 3, Open Sans under its open font licence.")
    dialog.body.addWidget(label(licence, "small", wrap=True))
    copied = "\n".join(f"{name}: {value}" for name, value in facts(station))
    dialog.foot.addWidget(button(tr("Copy"), lambda: QGuiApplication.clipboard().setText(copied), icon="copy"))
    dialog.add_action(tr("Close"), dialog.accept)
    dialog.open()
    return dialog
