"""The catalogue screen: items, other names, and the import with its findings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import catalogue
from cleanstation_desktop.services.catalogue_folder import import_directory
from cleanstation_desktop.services.catalogue_import import last_import
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.catalogue.aliases_tab import AliasDialog
from cleanstation_desktop.ui.catalogue.screen import CatalogueScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.orders import catalogue_folder
from tests.support.ui import assert_looks_right

Clients = Callable[..., Client]


@pytest.fixture
def client(database: Clone, client_of: Clients) -> Client:
    """The administrator's client."""
    return client_of(database, Role.ADMIN)


@pytest.fixture
def screen(qtbot: QtBot, client: Client) -> CatalogueScreen:
    """The screen, filled."""
    made = CatalogueScreen(client, Place.of("catalogue"))
    qtbot.addWidget(made)
    made.resize(1072, 740)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: made.items.model.rowCount() == 100, timeout=10_000)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo catalogue, to be changed by the test."""
    copied = tmp_path / "catalogue"
    shutil.copytree(catalogue_folder("demo"), copied)
    return copied


def modal() -> Dialog:
    """The dialog that is open."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    return dialog


def test_a_part_is_made_when_it_is_looked_at(qtbot: QtBot, client: Client, screen: CatalogueScreen) -> None:
    assert (screen._aliases.made, screen._imports.made) == (None, None)
    screen.tabs.setCurrentIndex(1)
    assert client.runner.busy
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
    assert screen.aliases.isVisibleTo(screen)
    assert screen._imports.made is None


def test_an_item_is_found_and_switched_for_service(qtbot: QtBot, client: Client, screen: CatalogueScreen) -> None:
    """Pages follow each other; a switch by hand shows as such; a way leads to where the item is used."""
    items = screen.items
    assert_looks_right(screen, touch=True)
    items.more.click()
    qtbot.waitUntil(lambda: items.model.rowCount() == 200, timeout=10_000)
    items.search.setText("t2-dl27-kit")
    qtbot.waitUntil(lambda: items.item is not None and items.item.number == "T2-DL27-KIT", timeout=10_000)
    assert items.item is not None
    before = items.item.service_orderable
    items.switch.click()
    qtbot.waitUntil(lambda: items.item is not None and items.item.service_orderable is not before, timeout=10_000)
    assert items.item.service_switched
    with qtbot.waitSignal(client.place_wanted) as told:
        items.where_used.click()
    assert told.args == [Place.of("where_used", item="T2-DL27-KIT")]
    items.category.setCurrentIndex(items.category.findData("719"))
    items.search.clear()
    items.for_service.click()
    qtbot.waitUntil(
        lambda: bool(items.model.rows) and all(row.category == "719" for row in items.model.rows), timeout=10_000
    )


def test_a_switch_far_down_stays_on_its_item(qtbot: QtBot, client: Client, screen: CatalogueScreen) -> None:
    """Own or another admin's, the list stays as long as it is shown and the chosen item chosen: the same button undoes.

    An item that leaves the list leaves nothing chosen, so that the button acts on no other, also when the list gets
    the keyboard.
    """
    items = screen.items
    items.more.click()
    qtbot.waitUntil(lambda: items.model.rowCount() == 200, timeout=10_000)
    items.table.selectRow(150)
    chosen = items.item
    assert chosen is not None

    def switched(orderable: bool) -> bool:
        return items.item is not None and items.item.service_orderable is orderable

    for turn in (1, 2):
        items.switch.click()
        qtbot.waitUntil(partial(switched, chosen.service_orderable is (turn == 2)), timeout=10_000)
        assert (items.model.rowCount(), items.table.currentIndex().row()) == (200, 150)
        assert items.item is not None and items.item.number == chosen.number
    other = items.model.rows[120]
    catalogue.switch_service_orderable(
        client.session, other.number, orderable=not other.service_orderable, version=other.version
    )
    screen.load()
    qtbot.waitUntil(lambda: items.model.rows[120] != other, timeout=10_000)
    assert (items.model.rowCount(), items.table.currentIndex().row()) == (200, 150)
    items.for_service.click()
    qtbot.waitUntil(lambda: all(item.service_orderable for item in items.model.rows), timeout=10_000)
    items.table.selectRow(5)
    gone = items.item
    assert gone is not None
    items.switch.click()
    qtbot.waitUntil(lambda: gone.number not in [item.number for item in items.model.rows], timeout=10_000)
    items.table.setFocus()
    assert items.item is None
    assert not items.switch.isEnabled()
    assert not items.where_used.isEnabled()


def test_the_way_back_leads_as_far_down_as_one_was(qtbot: QtBot, client: Client, screen: CatalogueScreen) -> None:
    """As many pages, the chosen item and the first one in view: from where an item is used one goes on in the list."""
    items = screen.items
    items.more.click()
    qtbot.waitUntil(lambda: items.model.rowCount() == 200, timeout=10_000)
    items.table.selectRow(150)
    items.table.verticalScrollBar().setValue(3 * 44)
    again = CatalogueScreen(client, screen.place)
    qtbot.addWidget(again)
    again.resize(1072, 740)
    again.show()
    again.restore(screen.state())
    again.load()
    assert again.state() == screen.state()  # also before it is read
    qtbot.waitUntil(lambda: again.items.model.rowCount() == 200, timeout=10_000)
    assert (again.items.item, again.items.table.verticalScrollBar().value()) == (items.item, 3 * 44)


def test_another_name_is_mapped_and_removed(qtbot: QtBot, client: Client, screen: CatalogueScreen) -> None:
    """An unknown number, a name that is mapped already and a missing reason are told at their fields."""
    screen.tabs.setCurrentIndex(1)
    aliases = screen.aliases
    catalogue.map_alias(client.session, "OLD-NAME", "T2-DL27-KIT", reason="so in old papers")
    aliases.new.click()
    dialog = modal()
    assert isinstance(dialog, AliasDialog)
    assert_looks_right(dialog, touch=True)
    dialog.name.setText("OLD-NAME")
    dialog.item.setText("NO-SUCH-ITEM")
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.form.fields["reason"].error != "", timeout=10_000)
    dialog.reason.setPlainText("The papers say so")
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.form.fields["item_number"].error != "", timeout=10_000)
    dialog.item.setText("T2-DL14-KIT")
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.form.fields["alias"].error != "", timeout=10_000)
    dialog.name.setText("OTHER-NAME")
    dialog.action.click()
    qtbot.waitUntil(lambda: aliases.model.rowCount() == 2, timeout=10_000)
    aliases.table.setCurrentIndex(aliases.model.index(1, 0))
    aliases.remove.click()
    modal().accept()
    qtbot.waitUntil(lambda: aliases.model.rowCount() == 1, timeout=10_000)
    assert [alias.alias for alias in catalogue.list_aliases(client.session)] == ["OLD-NAME"]


def test_a_wrong_folder_and_faulty_files_import_nothing(
    qtbot: QtBot, client: Client, screen: CatalogueScreen, folder: Path, tmp_path: Path
) -> None:
    """Each is told; the findings can be narrowed to errors; the import stays out of reach."""
    screen.tabs.setCurrentIndex(2)
    imports = screen.imports
    before = last_import(client.session)
    imports.look_through(str(tmp_path / "empty"))
    qtbot.waitUntil(lambda: "no folder" in imports.told.accessibleName(), timeout=10_000)
    assert not imports.bring_in.isEnabled()
    (folder / "parts.json").write_text('{"parts": [', encoding="utf-8")
    imports.look_through(str(folder))
    qtbot.waitUntil(lambda: "errors" in imports.told.accessibleName(), timeout=20_000)
    assert not imports.bring_in.isEnabled()
    imports.severity.setCurrentIndex(imports.severity.findData("error"))
    assert imports.model.rows
    assert {finding.severity for finding in imports.model.rows} == {"error"}
    assert last_import(client.session) == before


def test_a_changed_catalogue_is_imported_after_a_question(
    qtbot: QtBot, client: Client, screen: CatalogueScreen, folder: Path
) -> None:
    """What it would write is said first; then it is written once; the same again is nothing."""
    path = folder / "parts.json"
    loaded = json.loads(path.read_text(encoding="utf-8"))
    parts = loaded["parts"]
    number = next(iter(parts))
    parts[number]["name"] = "Renamed by the test"
    path.write_text(json.dumps(loaded), encoding="utf-8")
    screen.tabs.setCurrentIndex(2)
    imports = screen.imports
    imports.look_through(str(folder))
    qtbot.waitUntil(imports.bring_in.isEnabled, timeout=20_000)
    assert "1 items changed" in imports.told.accessibleName()
    assert_looks_right(screen, touch=True)
    imports.bring_in.click()
    modal().accept()
    qtbot.waitUntil(lambda: imports.told.accessibleName().startswith("Imported"), timeout=20_000)
    assert not imports.bring_in.isEnabled()
    imports.look_through(str(folder))
    qtbot.waitUntil(lambda: "Nothing to do" in imports.told.accessibleName(), timeout=20_000)


def test_files_that_changed_are_not_imported_unseen(
    qtbot: QtBot, client: Client, screen: CatalogueScreen, folder: Path
) -> None:
    """Between looking through and importing another item is renamed: nothing is imported before a new look.

    So it is when the catalogue itself changed meanwhile.
    """
    path, before = folder / "parts.json", last_import(client.session)
    loaded = json.loads(path.read_text(encoding="utf-8"))
    loaded["parts"][next(iter(loaded["parts"]))]["name"] = "Renamed by the test"
    path.write_text(json.dumps(loaded), encoding="utf-8")
    screen.tabs.setCurrentIndex(2)
    imports = screen.imports

    def not_imported(words: str) -> bool:
        return words in imports.told.accessibleName() and not imports.bring_in.isEnabled()

    imports.look_through(str(folder))
    qtbot.waitUntil(imports.bring_in.isEnabled, timeout=20_000)
    loaded["parts"][list(loaded["parts"])[1]]["name"] = "Renamed behind the back"
    path.write_text(json.dumps(loaded), encoding="utf-8")
    imports.bring_in.click()
    modal().accept()
    qtbot.waitUntil(lambda: not_imported("The files changed"), timeout=20_000)
    assert last_import(client.session) == before
    imports.look_through(str(folder))
    qtbot.waitUntil(imports.bring_in.isEnabled, timeout=20_000)
    assert import_directory(client.session, catalogue_folder("reference")).written
    brought = last_import(client.session)
    imports.bring_in.click()
    modal().accept()
    qtbot.waitUntil(lambda: not_imported("The catalogue changed"), timeout=20_000)
    assert last_import(client.session) == brought


def test_french_fits_and_the_state_is_kept(qtbot: QtBot, client: Client, screen: CatalogueScreen) -> None:
    """Each part in French; after another language the same part is open."""
    screen.tabs.setCurrentIndex(1)
    text.set_language("FR")
    again = CatalogueScreen(client, Place.of("catalogue"))
    qtbot.addWidget(again)
    again.resize(1072, 740)
    again.show()
    again.restore(screen.state())
    again.load()
    qtbot.waitUntil(lambda: again.items.model.rowCount() == 100, timeout=10_000)
    assert again.tabs.currentIndex() == 1
    for part in range(3):
        again.tabs.setCurrentIndex(part)
        assert_looks_right(again, touch=True)
