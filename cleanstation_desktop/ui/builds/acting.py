"""Carries out what a person chose to do with a build: opens the right page, or asks what is needed and writes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, inspections, moves
from cleanstation_desktop.services.assembly import Claimed
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.nonconformances import Nonconformance
from cleanstation_desktop.ui.builds.deeds import Deed
from cleanstation_desktop.ui.builds.dialogs import NumberDialog, ShipDialog
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.orders.cancelling import CancelDialog, Cancellable
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr


class Acting:
    """Parameters: screen, whose build it is: it writes, and is loaded again afterwards."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._client = screen.client

    def carry_out(self, deed: Deed, facts: BuildFacts, pressed: QPushButton) -> None:
        """Do it."""
        build_id = facts.id
        if deed.form is not None:
            self._open_form(facts, deed.form, pressed)
            return
        opening: dict[str, tuple[str, dict[str, object]]] = {
            "approve": ("bom", {"bom_revision_id": facts.revision.id}),
            "release": ("procurement", {"tab": "release", "chosen": build_id}),
            "arrival": ("procurement", {"tab": "arrivals", "chosen": build_id}),
            "issues": ("procurement", {"tab": "issues", "chosen": next((issue.id for issue in facts.issues), None)}),
            "assembly": ("assembly", {"build_id": build_id}),
            "review_change": ("change_request", {"build_id": build_id}),
            "change": ("change_request", {"build_id": build_id}),
            "configuration": ("change_request", {"build_id": build_id}),
        }
        if deed.name in opening:
            name, arguments = opening[deed.name]
            self._client.open(name, **arguments)
        elif deed.name == "claim":
            self._claim(facts, pressed)
        elif deed.name == "nonconformances":
            self._open_nonconformances(facts, [ncr for ncr in facts.nonconformances if ncr.state == "OPEN"])
        elif deed.name == "carry_out":
            self._open_nonconformances(facts, [ncr for ncr in facts.nonconformances if ncr.to_carry_out])
        elif deed.name == "next_attempt":
            again = tr("Build {number} is ready for pre-QC again.", number=facts.build.head.build_number)
            self._move(facts, BuildStatus.READY_FOR_PRE_QC, again, pressed)
        elif deed.name == "accept":
            accepted = tr("Build {number} is ready for production.", number=facts.build.head.build_number)
            self._move(facts, BuildStatus.READY_FOR_PRODUCTION, accepted, pressed)
        elif deed.name == "reject":
            rejected = tr("Build {number} is rejected.", number=facts.build.head.build_number)
            self._move(facts, BuildStatus.FINAL_QC_REJECTED, rejected, pressed)
        elif deed.name == "ship":
            ShipDialog(self._screen, self._client, facts, self._shipped).open()
        elif deed.name == "number":
            NumberDialog(self._screen, self._client, facts, self._screen.load).open()
        elif deed.name == "cancel":
            head = facts.build.head
            one = Cancellable(facts.seen, head.build_number, head.status)
            CancelDialog(self._screen, self._client, [one], lambda: self._cancelled(head.build_number)).open()

    def _open_form(self, facts: BuildFacts, kind: InspectionKind, pressed: QPushButton) -> None:
        session, build_id, form = self._client.session, facts.id, facts.form(kind)
        if form is not None and form.state == "OPEN":
            # Nothing is started; and where a packed build waits for its statement, the server would start none.
            self._client.open("inspection", inspection_id=form.id)
            return
        self._screen.write(
            lambda command_id: inspections.start(session, build_id, kind, command_id=command_id),
            lambda key: self._client.open("inspection", inspection_id=key),
            button=pressed,
        )

    def _claim(self, facts: BuildFacts, pressed: QPushButton) -> None:
        session = self._client.session

        def claimed(_claimed: Claimed) -> None:
            self._client.messages.success(tr("You work on build {number} now.", number=facts.build.head.build_number))
            self._client.open("assembly", build_id=facts.id)

        self._screen.write(
            lambda command_id: assembly.claim(session, facts.id, command_id=command_id), claimed, button=pressed
        )

    def _open_nonconformances(self, facts: BuildFacts, waiting: Sequence[Nonconformance]) -> None:
        if len(waiting) == 1:
            self._client.open("nonconformance", nonconformance_id=waiting[0].id)
        else:
            self._client.open("nonconformances", words=facts.build.head.build_number)

    def _move(self, facts: BuildFacts, to_status: BuildStatus, told: str, pressed: QPushButton) -> None:
        session = self._client.session

        def moved(_place: BuildPlace) -> None:
            self._client.messages.success(told)
            self._screen.load()

        self._screen.write(
            lambda command_id: moves.move(session, facts.seen, to_status, command_id=command_id),
            moved,
            button=pressed,
        )

    def _shipped(self, place: BuildPlace) -> None:
        self._client.messages.success(tr("Build {number} is marked as shipped.", number=place.build_number))
        self._screen.load()

    def _cancelled(self, number: str) -> None:
        self._client.messages.success(tr("Build {number} is cancelled.", number=number))
        self._screen.load()
