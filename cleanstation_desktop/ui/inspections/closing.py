"""The end of a form: everything answered and saved, the packing completed, the signature, and what follows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly
from cleanstation_desktop.services.inspections import SignedInspection
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.inspections import form, head, signing
from cleanstation_desktop.ui.inspections.filling import Filling
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, number, tr


class Closing(QObject):
    """Leads from the last answer to the signature.

    Parameters: screen, over which the dialogs open; go_to, shows an item; print_sheet, prints the form. `pressed` is
    the button that begins it.
    """

    def __init__(
        self, screen: Screen, filling: Filling, go_to: Callable[[int], None], print_sheet: Callable[[], None]
    ) -> None:
        super().__init__(screen)
        self._screen = screen
        self._filling = filling
        self._go_to = go_to
        self._print_sheet = print_sheet
        self.pressed: QPushButton | None = None
        self._asked = False
        filling.renewed.connect(self._go_on)

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

    def hinders(self) -> str:
        """Why the form cannot be signed whatever is answered; empty when it can, and once it fails."""
        shown, place = self._filling.inspection, self._filling.place
        if shown is None or place is None or self._packs():
            return ""
        fails = shown.kind is not InspectionKind.PACKAGING and form.failures(shown)
        return "" if fails else head.too_early(place)

    def begin(self) -> None:
        """Sign the form, or say what keeps it from being signed."""
        shown, place = self._filling.inspection, self._filling.place
        if shown is None or place is None or not self.words() or self._unsaved():
            return
        if self._filling.to_be_read:
            self._asked = True  # the last answer is recorded, and is being read
        elif missing := form.missing(shown):
            sentence = tr("Still to be answered: {count}. Choose one to go there.", count=number(len(missing)))
            signing.list_open(self._screen, sentence, missing, self._go_to)
        elif (failed := form.failures(shown)) and shown.kind is InspectionKind.PACKAGING:
            sentence = tr("What failed must be put right and answered again before the sink is packed.")
            signing.list_open(self._screen, sentence, failed, self._go_to)
        elif self._packs():
            self._complete_packaging()
        elif hindered := self.hinders():
            self._screen.client.messages.info(hindered)  # found when the last answer was read
        else:
            result = Result.FAILED if failed else Result.PASSED
            signing.sign(self._screen, self._screen.client, shown, result, self._signed)

    def _unsaved(self) -> bool:
        messages = self._screen.client.messages
        if self._filling.drafts:
            messages.info(tr("An answer is begun and not finished."), tr("Save or cancel it, then sign."))
            self._go_to(next(iter(self._filling.drafts)))
            return True
        count = self._filling.unsaved()
        if count:
            hint = tr("Sign when all of them are saved.")
            messages.info(tr("Not yet saved: {count} {count:answer/answers}.", count=counted(count)), hint)
        return count > 0

    def _go_on(self) -> None:
        if self._asked and not self._filling.to_be_read:
            self._asked = False
            self.begin()

    def _packs(self) -> bool:
        shown, place = self._filling.inspection, self._filling.place
        return (
            shown is not None
            and place is not None
            and shown.kind is InspectionKind.PACKAGING
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
            button=self.pressed,
        )

    def _signed(self, signed: SignedInspection) -> None:
        shown = self._filling.inspection
        if shown is None:
            return
        words = tr("Signed as passed.") if signed.result is Result.PASSED else tr("Signed as failed.")
        self._screen.client.messages.success(words)
        self._screen.load()
        signing.show_signed(self._screen, self._screen.client, shown, signed, self._print_sheet)
