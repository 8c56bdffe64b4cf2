"""What is asked for beside a card: a reading by the number pad, an instrument, a photo, a scan."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from cleanstation_desktop.domain.checklist_template import ItemKind
from cleanstation_desktop.services import documents
from cleanstation_desktop.services.documents import AttachedDocument
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.instruments import Instrument
from cleanstation_desktop.ui.files import read_limited
from cleanstation_desktop.ui.input.number_pad import NumberPadDialog
from cleanstation_desktop.ui.input.reading_verdict import Reading
from cleanstation_desktop.ui.input.scan_codes import ScanKind, parse_scan
from cleanstation_desktop.ui.inspections.filling import Filling
from cleanstation_desktop.ui.inspections.instrument_dialog import InstrumentDialog
from cleanstation_desktop.ui.inspections.item_card import ItemCard
from cleanstation_desktop.ui.inspections.words import item_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog

_PICTURES = ("*.jpg", "*.jpeg", "*.png", "*.webp", "*.pdf")


class Answers(QObject):
    """Asks for what a card cannot take by itself. Parameter: screen, over which the dialogs open."""

    def __init__(self, screen: Screen, filling: Filling) -> None:
        super().__init__(screen)
        self._screen = screen
        self._filling = filling
        self.instruments: tuple[Instrument, ...] = ()

    def connect_card(self, card: ItemCard) -> None:
        """Serve a card."""
        card.reading_wanted.connect(self.ask_reading)
        card.instrument_wanted.connect(self.ask_instrument)
        card.photo_wanted.connect(self.ask_photo)
        card.key_burst.connect(self._on_key_burst)

    def ask_reading(self, item_id: int) -> None:
        """Open the number pad."""
        item = self._filling.item(item_id)

        def take(reading: Reading) -> None:
            self._filling.give(item, Answer(number=reading.number))

        NumberPadDialog(self._screen, item_words(item), self._filling.question(item), take).open()

    def ask_instrument(self, item_id: int) -> None:
        """Open the list of instruments."""
        item, place = self._filling.item(item_id), self._filling.place
        if place is None:
            return

        def take(chosen: Instrument) -> None:
            self._filling.give(item, Answer(instrument_id=chosen.id))

        InstrumentDialog(self._screen, item_words(item), self.instruments, place.today, take).open()

    def ask_photo(self, item_id: int) -> None:
        """Choose the file of a photo."""
        title = tr("Photo for {item}", item=item_words(self._filling.item(item_id)))
        chooser = file_dialog(self._screen, title, partial(self.attach_photo, item_id))
        chooser.setNameFilter(tr("Pictures and PDF ({patterns})", patterns=" ".join(_PICTURES)))
        chooser.open()

    def attach_photo(self, item_id: int, file: str) -> None:
        """Attach a file to the answer of an item."""
        item, place = self._filling.item(item_id), self._filling.place
        if place is None or item.answer is None:
            return
        session, path, answer_id = self._screen.client.session, Path(file), item.answer.id

        def attached(document: AttachedDocument) -> None:
            self._screen.client.messages.success(tr("{name} is attached.", name=document.file_name))
            self._screen.load()

        self._screen.write(
            lambda command_id: documents.attach(
                session,
                place.order_id,
                path.name,
                read_limited(path),
                kind="PHOTO",
                build_id=place.build_id,
                answer_id=answer_id,
                command_id=command_id,
            ),
            attached,
            key="photo",
        )

    def _on_key_burst(self) -> None:
        self._screen.client.messages.info(
            tr("Nothing was answered: the keys came as fast as from a scanner."),
            tr("Set the scanner to send F12 before each code, or the key that is chosen in the settings."),
        )

    def take_scan(self, card: ItemCard, code: str) -> bool:
        """Give a scanned code to a card. Returns: whether it was of use."""
        item: InspectionItem = card.item
        if item.kind is ItemKind.INSTRUMENT and self._filling.can_answer(item):
            self.ask_instrument(item.id)
            dialog = self._screen.findChild(InstrumentDialog)
            return isinstance(dialog, InstrumentDialog) and dialog.take_scan(code)
        if item.kind is not ItemKind.SERIAL:
            return False
        named = parse_scan(code)
        if named.certain and named.kind is not ScanKind.NOT_KNOWN:
            self._screen.client.messages.info(
                tr("This is no serial number: {code}", code=code[:60]), tr("Scan the label of the part.")
            )
            return True
        return card.take_scan(code)
