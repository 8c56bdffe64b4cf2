"""One nonconformance: what failed, its life, the decision with its signatures, and what can be done next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QFrame

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services import documents, inspections, nonconformances
from cleanstation_desktop.services.documents import Document
from cleanstation_desktop.services.inspection_duty import InspectionPlace, read_place
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.nonconformances import Nonconformance, RedoChoice
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signatures import RecordSignature, signatures_of
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.nonconformances import cards
from cleanstation_desktop.ui.nonconformances.decision import DecisionDialog
from cleanstation_desktop.ui.nonconformances.life import Life
from cleanstation_desktop.ui.nonconformances.words import STATE_LOOKS, Deed, deeds, next_words, state_words
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import language, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, row, set_primary
from cleanstation_desktop.ui.widgets.dialogs import ask_text, confirm
from cleanstation_desktop.ui.widgets.signing import SignDialog
from cleanstation_desktop.ui.widgets.states import Banner

_ICONS = {Deed.DECIDE: "signature", Deed.CONCEDE: "signature", Deed.VERIFY: "check", Deed.CLOSE: "check"}


@dataclass(frozen=True)
class _Loaded:
    ncr: Nonconformance
    item: InspectionItem | None
    place: InspectionPlace
    photos: tuple[Document, ...]
    signatures: tuple[RecordSignature, ...]
    redo: tuple[RedoChoice, ...]

    @property
    def found(self) -> tuple[object, ...]:
        """What the card of what failed tells."""
        ncr = self.ncr
        return ncr.description, ncr.kind, ncr.attempt, ncr.inspection_id, ncr.build_id, self.item, self.photos

    @property
    def decided(self) -> tuple[object, ...]:
        """What the card of the decision tells."""
        return self.ncr, self.place.build_status, self.signatures


class NonconformanceScreen(Screen):
    """Place "nonconformance" with nonconformance_id."""

    watches = frozenset({"nonconformance", "build", "signature", "document", "task"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._ncr_id = int(place.arguments["nonconformance_id"])
        self._loaded: _Loaded | None = None
        self.load()
        self.deeds = {
            Deed.DECIDE: button(tr("Decide and sign"), self.decide),
            Deed.CONCEDE: button(tr("Sign the concession"), self.concede),
            Deed.REPLACE: button(tr("Send the body back"), self._ask_replace, look="danger", icon="undo"),
            Deed.SCRAP: button(tr("Cancel the build"), self._ask_scrap, look="danger", icon="cancel"),
            Deed.VERIFY: button(tr("Verify"), self._ask_verify),
            Deed.CLOSE: button(tr("Close the nonconformance"), self._ask_close),
        }
        self.replace, self.scrap = self.deeds[Deed.REPLACE], self.deeds[Deed.SCRAP]
        for made in self.deeds.values():
            made.hide()
            self.buttons.addWidget(made)
        self._next = Banner()
        self._life = Life()
        self._cards = row(spacing=14)
        self.body.addWidget(self._next)
        self.body.addWidget(self._life)
        self.body.addLayout(self._cards)
        self.body.addStretch(1)

    def load(self) -> None:
        """Read it with what it is about."""
        session, key, spoken = self.client.session, self._ncr_id, language()

        def work() -> _Loaded:
            ncr = nonconformances.read_nonconformance(session, key)
            found = inspections.read_inspection(session, ncr.inspection_id, spoken)
            item = next((each for each in found.items if (each.code, each.basin) == (ncr.item_code, ncr.basin)), None)
            place = read_place(session, ncr.inspection_id)
            answer = item.answer.id if item is not None and item.answer is not None else None
            photos = [
                each
                for each in documents.list_documents(session, place.order_id)
                if answer is not None and each.answer_id == answer
            ]
            final = ncr.kind is InspectionKind.SINK_QUALITY and ncr.state == "OPEN"
            return _Loaded(
                ncr,
                item,
                place,
                tuple(photos),
                signatures_of(session, "nonconformance", key),
                nonconformances.redo_choices(session, ncr.build_id, spoken) if final else (),
            )

        self.read(work, self._show)

    def decide(self) -> None:
        """Open the dialog of the decision."""
        if self._loaded is not None:
            DecisionDialog(self, self.client, self._loaded.ncr, self._loaded.redo, self._done).open()

    def concede(self) -> None:
        """Ask for the second signature."""
        loaded = self._loaded
        if loaded is None:
            return
        session, seen = self.client.session, Seen(loaded.ncr.id, loaded.ncr.version)
        dialog = SignDialog(
            self,
            self.client.runner,
            session.person,
            tr("My signature means: I agree, as a second person, that this is used as it is."),
            [
                tr("{number}, build {build}: {what}", number=loaded.ncr.number, build=loaded.ncr.build_number,
                   what=loaded.ncr.description[:120]),
                tr("Reason of {initials}: {reason}", initials=loaded.ncr.decided_by, reason=loaded.ncr.reason[:200]),
            ],
            lambda password, comment, command_id: nonconformances.concede(
                session, password, seen, comment=comment, command_id=command_id
            ),
            self._done,
            title=tr("Sign the concession"),
        )  # fmt: skip
        dialog.open()

    # Inside

    def _show(self, loaded: _Loaded) -> None:
        before, self._loaded = self._loaded, loaded
        ncr, person = loaded.ncr, self.client.session.person
        self.records = {"build": frozenset({str(ncr.build_id)}), "nonconformance": frozenset({str(ncr.id)})}
        title = tr("{title} · {build}", title=ncr.number, build=ncr.build_number)
        self.set_heading(title, "", chip(state_words(ncr.state), STATE_LOOKS[ncr.state]))
        mine = deeds(ncr, person)
        for deed, made in self.deeds.items():
            made.setVisible(deed in mine)
            if deed in _ICONS:
                set_primary(made, _ICONS[deed], bool(mine) and deed is mine[0])
        self._next.tell("ok" if ncr.state == "CLOSED" else "info", next_words(ncr, person))
        self._life.show_life(ncr)
        self._show_cards(loaded, before)

    def _show_cards(self, loaded: _Loaded, before: _Loaded | None) -> None:
        """Make a card anew only when it tells something else: the page hears of every build of the plant."""
        if before is None or before.found != loaded.found:
            self._put(0, cards.failed(self, loaded.ncr, loaded.item, loaded.photos))
        if before is None or before.decided != loaded.decided:
            self._put(1, cards.decided(loaded.ncr, loaded.place.build_status, loaded.signatures))

    def _put(self, place: int, card: QFrame) -> None:
        old = self._cards.takeAt(place)
        if old is not None and (gone := old.widget()) is not None:
            gone.hide()
            gone.deleteLater()
        self._cards.insertWidget(place, card, 1)

    def _done(self, _answer: object = None) -> None:
        if self._loaded is not None:
            self.client.messages.success(tr("{number} is recorded.", number=self._loaded.ncr.number))
        self.load()

    def _ask_verify(self) -> None:
        self._advance(
            Deed.VERIFY,
            tr("Verify the nonconformance?"),
            tr("You confirm that the decision was carried out."),
            tr("Verify"),
        )

    def _ask_close(self) -> None:
        self._advance(
            Deed.CLOSE,
            tr("Close the nonconformance?"),
            tr("A closed nonconformance never changes again."),
            tr("Close the nonconformance"),
        )

    def _advance(self, deed: Deed, title: str, sentence: str, yes: str) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        session, seen = self.client.session, Seen(loaded.ncr.id, loaded.ncr.version)
        work = nonconformances.verify if deed is Deed.VERIFY else nonconformances.close

        def send() -> None:
            self.write(
                lambda command_id: work(session, seen, command_id=command_id), self._done, button=self.deeds[deed]
            )

        confirm(self, title, sentence, yes, send)

    def _ask_replace(self) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        session, seen = self.client.session, Seen(loaded.place.build_id, loaded.place.build_version)

        def send() -> None:
            self.write(
                lambda command_id: nonconformances.replace_body(session, seen, command_id=command_id),
                self._done,
                button=self.replace,
            )

        sentence = tr(
            "Build {build} goes back to external production. All its forms begin anew.", build=loaded.ncr.build_number
        )
        confirm(self, tr("Send the body back?"), sentence, tr("Send the body back"), send, danger=True)

    def _ask_scrap(self) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        session, seen = self.client.session, Seen(loaded.place.build_id, loaded.place.build_version)

        def done(_place: BuildPlace) -> None:
            self._done()

        ask_text(
            self,
            tr("Cancel the build?"),
            tr("Build {build} is cancelled for good, as the signed decision says.", build=loaded.ncr.build_number),
            tr("Reason"),
            tr("Cancel the build"),
            self.client.runner,
            partial(_scrap, session, seen),
            done,
            danger=True,
            no=tr("Keep the build"),
        )


def _scrap(session: Session, seen: Seen, reason: str, command_id: UUID) -> BuildPlace:
    return nonconformances.scrap(session, seen, reason, command_id=command_id)
