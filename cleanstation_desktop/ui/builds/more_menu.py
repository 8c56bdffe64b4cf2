"""What is done with a build more seldom: its traveler is printed, a link to it is saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.domain.file_names import safe_file_name
from cleanstation_desktop.ui.files import write_file
from cleanstation_desktop.ui.input.links import FILE_ENDING, link_of
from cleanstation_desktop.ui.input.scan_codes import ScanCode, ScanKind
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.print_dialog import print_document
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog
from cleanstation_desktop.ui.widgets.menus import Menu, menu_action


class MoreMenu:
    """A button with a menu. Parameters: screen, of the build; `show_build` says which one."""

    def __init__(self, screen: Screen, build_id: int) -> None:
        self._screen = screen
        self._build_id = build_id
        self._number = ""
        self.button: QPushButton = button(tr("More"), icon="more")
        menu = Menu(self.button)
        menu_action(menu, tr("Print the traveler"), self._print, icon="printer")
        menu_action(menu, tr("Save a link…"), self._ask_file, icon="save")
        self.button.setMenu(menu)
        self.button.setEnabled(False)

    def show_build(self, number: str) -> None:
        """Offer it for this build."""
        self._number = number
        self.button.setEnabled(True)

    def _print(self) -> None:
        client = self._screen.client
        title = tr("Traveler of build {number}", number=self._number)
        print_document(client, self._screen, printable.traveler(client.session, self._build_id, title))

    def _ask_file(self) -> None:
        chooser = file_dialog(self._screen, tr("Save a link to this build"), self.save_link_to, saves=True)
        chooser.setNameFilter(tr("Link to CleanStation (*{ending})", ending=FILE_ENDING))
        chooser.setDefaultSuffix(FILE_ENDING.removeprefix("."))
        chooser.selectFile(safe_file_name(self._number, "application/pdf").removesuffix(".pdf") + FILE_ENDING)
        chooser.open()

    def save_link_to(self, file: str) -> None:
        """Save a file that opens this build at any station."""
        client = self._screen.client
        link = link_of(ScanCode(ScanKind.BUILD, self._number))
        client.runner.run(
            self._screen,
            lambda: write_file(Path(file), f"{link}\n".encode()),
            lambda saved: client.messages.success(tr("Saved as {file}.", file=str(saved))),
            client.messages.error,
        )
