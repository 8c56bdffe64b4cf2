"""The answers of one build that is changed after its order was entered: the wizard of order entry without its draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cleanstation_desktop.domain.configuration import check_configuration
from cleanstation_desktop.domain.configuration_diff import AnswerChange, configuration_diff
from cleanstation_desktop.domain.errors import Finding, ServerAway
from cleanstation_desktop.services import boms
from cleanstation_desktop.services.order_choices import OrderChoices
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.answers import Answers
from cleanstation_desktop.ui.order_entry.wizard import ACCESSORIES, CONFIGURATION, Wizard


class RevisionWizard(Wizard):
    """Judged by the rules that the build keeps. Its parking lot is never used: a change is drawn up in one go.

    Parameters: basis, the configuration to begin with; body, answers that were already changed, of `answers.body()`.
    """

    def __init__(
        self,
        client: Client,
        choices: OrderChoices,
        build_id: int,
        basis: dict[str, Any],
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(client, choices)
        self.parking.setParent(self)
        self.parking.hold()
        self._build_id = build_id
        order = {"build_numbers": [basis["build_number"]], "language": basis["language"], "family": basis["family"]}
        begun = {"order": order | {"quantity": 1}, "builds": [basis]}
        self._before = Answers(begun).configuration(0)
        self.answers = Answers(body or begun)
        self.step = CONFIGURATION
        self.seen = {CONFIGURATION, ACCESSORIES}

    @property
    def changes(self) -> tuple[AnswerChange, ...]:
        """What differs from the configuration that it began with."""
        return configuration_diff(self._before, self.configuration())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be put right first."""
        return tuple(found for found in self.findings if found.severity == "error")

    def told(self, path: str) -> None:
        """Answers changed: look at them soon."""
        self.touched.add(path)
        self.is_checked = False
        self._pause.start()
        self.answered.emit(path)

    def go(self, step: int, build: int | None = None) -> None:
        """Go to configuration or accessories."""
        self.step = step
        self.moved.emit()

    def check(self) -> None:
        """Look at the answers in the background; the newest look wins."""
        self._pause.stop()
        session, build_id, data = self.client.session, self._build_id, self.configuration()

        def work() -> tuple[tuple[Finding, ...], bool]:
            try:
                return boms.preview_revision(session, build_id, data).findings, True
            except ServerAway:
                return check_configuration(data)[1], False

        self.client.runner.run(self, work, self._looked_at, self._not_checked, key="check")

    def _looked_at(self, answer: tuple[tuple[Finding, ...], bool]) -> None:
        found, self.checked_at_server = answer
        self.findings = tuple(
            replace(each, field=f"builds[0].{each.field}" if each.field else "builds[0]") for each in found
        )
        self.is_checked = True
        self.checked.emit()
