"""The end of a form: everything answered and saved, the packing completed, the signature, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly
from cleanstation_desktop.services.inspections import SignedInspection
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.inspections import form, signing
from cleanstation_desktop.ui.inspections.filling import Filling
from cleanstation_desktop.ui.text import number, tr

if TYPE_CHECKING:
    from cleanstation_desktop.ui.inspections.screen import InspectionScreen


class Closing(QObject):
    """Leads from the last answer to the signature. Parameter: screen, over which the dialogs open."""

    def __init__(self, screen: InspectionScreen, filling: Filling) -> None:
        super().__init__(screen)
        self._screen = screen
        self._filling = filling

    def words(self) -> str:
        """What the button says; empty when there is nothing for this person to sign."""
        shown, place = self._filling.inspection, self._filling.place
        if shown is None or place is None or shown.state != "OPEN" or not place.may_sign:
            return ""
        if self._packs():
            return tr("Complete packaging")
        if shown.kind is InspectionKind.PACKAGING:
            return tr("Sign: ready for inspection")
        return tr("Sign|verb")

    def begin(self) -> None:
        """Sign the form, or say what keeps it from being signed."""
        shown = self._filling.inspection
        if shown is None or not self.words():
            return
        messages = self._screen.client.messages
        if self._filling.drafts:
            messages.info(tr("An answer is begun and not finished."), tr("Save or cancel it, then sign."))
            self._screen.go_to(next(iter(self._filling.drafts)))
            return
        if self._filling.unsaved():
            count = number(self._filling.unsaved())
            messages.info(tr("Not yet saved: {count} answers.", count=count), tr("Sign when all of them are saved."))
            return
        missing = form.missing(shown)
        if missing:
            sentence = tr("Still to be answered: {count}. Choose one to go there.", count=number(len(missing)))
            signing.list_open(self._screen, sentence, missing, self._screen.go_to)
            return
        failed = form.failures(shown)
        if failed and shown.kind is InspectionKind.PACKAGING:
            sentence = tr("What failed must be put right and answered again before the sink is packed.")
            signing.list_open(self._screen, sentence, failed, self._screen.go_to)
            return
        if self._packs():
            self._complete_packaging()
            return
        result = form.result_of(shown)
        if result is not None:
            signing.sign(self._screen, self._screen.client, shown, result, self._signed)

    def _packs(self) -> bool:
        shown, place = self._filling.inspection, self._filling.place
        return (
            shown is not None
            and place is not None
            and shown.kind is InspectionKind.PACKAGING
            and not shown.reopened
            and place.build_status is BuildStatus.TESTING_COMPLETE
        )

    def _complete_packaging(self) -> None:
        place = self._filling.place
        if place is None:
            return
        session, seen = self._screen.client.session, Seen(place.build_id, place.build_version)

        def done(_place: BuildPlace) -> None:
            self._screen.client.messages.success(
                tr("Packaging is complete. Sign that the sink is ready for inspection.")
            )
            self._screen.load()

        self._screen.write(
            lambda command_id: assembly.complete_packaging(session, seen, command_id=command_id),
            done,
            button=self._screen.foot.sign,
        )

    def _signed(self, signed: SignedInspection) -> None:
        shown = self._filling.inspection
        if shown is None:
            return
        words = tr("Signed as passed.") if signed.result is Result.PASSED else tr("Signed as failed.")
        self._screen.client.messages.success(words)
        self._screen.load()
        signing.show_signed(self._screen, self._screen.client, shown, signed, self._screen.print_sheet)
