"""The wizard behind its pages: answers, what was found of them, where the person stands. It outlives its screen when
that is made anew in another language."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from cleanstation_desktop.domain.configuration import check_configuration
from cleanstation_desktop.domain.errors import Finding, InvalidInput, ServerAway
from cleanstation_desktop.domain.orders import parse_order_header
from cleanstation_desktop.domain.rule_outlook import Foreseen, Offer, foresee, offers
from cleanstation_desktop.services import orders
from cleanstation_desktop.services.order_choices import OrderChoices
from cleanstation_desktop.services.order_drafts import Draft
from cleanstation_desktop.services.orders import OrderPreview, PreviewedBuild
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.answers import Answers
from cleanstation_desktop.ui.order_entry.last_deed import LastDeed
from cleanstation_desktop.ui.order_entry.names import build_of, inside_build
from cleanstation_desktop.ui.order_entry.parking import Parking
from cleanstation_desktop.ui.order_entry.sentences import is_open

_PAUSE_MS = 250

CUSTOMER, SINKS, CONFIGURATION, ACCESSORIES, REVIEW = range(5)
STEPS = (CUSTOMER, SINKS, CONFIGURATION, ACCESSORIES, REVIEW)
# The order says these for all builds; a configuration repeats them.
_OF_THE_ORDER = frozenset({"build_number", "language", "family"})


def step_of(path: str) -> int:
    """The step that asks for an answer."""
    if build_of(path) is not None:
        return ACCESSORIES if inside_build(path).startswith("accessories") else CONFIGURATION
    return SINKS if path.startswith(("family", "quantity", "build_numbers", "builds")) else CUSTOMER


@dataclass(frozen=True)
class StepState:
    """How a step stands. Parameters: errors, wrong answers; open, answers not given; warnings; seen, whether it was
    gone through, so that what is open counts as forgotten."""

    errors: int
    open: int
    warnings: int
    seen: bool

    @property
    def kind(self) -> str:
        """done, faults or new."""
        if self.errors or (self.open and self.seen):
            return "faults"
        return "done" if self.seen else "new"


class Wizard(QObject):
    """One order being entered. Attributes: unanswered, what was sent to end its draft and has no answer yet.

    Signals: answered, the path of an answer that changed, "" for many; checked, after the answers were looked at;
    moved, to another step or build.
    """

    answered = Signal(str)
    checked = Signal()
    moved = Signal()

    def __init__(self, client: Client, choices: OrderChoices, draft: Draft | None = None) -> None:
        super().__init__(client)
        self.client = client
        self.choices = choices
        self.answers = Answers(draft.body if draft else None)
        self.parking = Parking(client, self._body, draft)
        self.step = CUSTOMER
        self.build = 0
        self.touched: set[str] = set()
        self.seen = _gone_through(self.answers) if draft else set()
        self.findings: tuple[Finding, ...] = ()
        self.preview: OrderPreview | None = None
        self.is_checked = False
        self.checked_at_server = True
        self.unanswered: list[LastDeed] = []
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.check)
        client.live.state_changed.connect(self._on_live)
        client.closing.connect(self._pause.stop)

    @property
    def is_judged(self) -> bool:
        """Whether the server has looked at the answers as they are."""
        return self.is_checked and self.checked_at_server

    def let_go(self) -> None:
        """Nobody looks at this order any more: it ends once what was entered last is saved."""
        if isValid(self):
            self.parking.retire()
            self.deleteLater()

    # Answers

    def put(self, path: str, value: object) -> None:
        """Take an answer that the person gave."""
        if self.answers.at(path) == value:
            return
        self.answers.put(path, value)
        self.told(path)

    def told(self, path: str) -> None:
        """Answers changed: look at them and save them soon."""
        self.touched.add(path)
        self.is_checked = False
        self._pause.start()
        self.parking.touch()
        self.answered.emit(path)

    def keep(self, draft: Draft | None) -> None:
        """Go on with what is at hand, over what somebody else saved of this draft; None: as a new draft."""
        self.parking.overwrite(draft)
        self.answered.emit("")

    def take(self, draft: Draft, *, with_file: bool) -> None:
        """Go on from what somebody else saved of this draft. Parameters: with_file, as of `Parking.take`."""
        self.answers = Answers(draft.body)
        self.parking.take(draft, with_file=with_file)
        self.build = min(self.build, self.answers.quantity - 1)
        self.check()
        self.answered.emit("")

    # Where the person stands

    def go(self, step: int, build: int | None = None) -> None:
        """Go to a step; what was entered so far is saved."""
        if step != self.step:
            self.seen.add(self.step)
            if step == REVIEW:
                self.seen.update(STEPS[:-1])
            self.parking.save()
        self.step = step
        if build is not None:
            self.build = build
        self.build = min(self.build, self.answers.quantity - 1)
        if not self.is_judged:
            self.check()
        self.moved.emit()

    def state_of(self, step: int) -> StepState:
        """How a step stands. The review shows the faults of all others, once one came to it."""
        if step == REVIEW and step not in {self.step, *self.seen}:
            return StepState(0, 0, 0, seen=False)
        own = self.findings if step == REVIEW else [found for found in self.findings if step_of(found.field) == step]
        errors = [found for found in own if found.severity == "error"]
        still_open = [found for found in errors if is_open(found)]
        return StepState(len(errors) - len(still_open), len(still_open), len(own) - len(errors), step in self.seen)

    def to_show(self, step: int) -> list[Finding]:
        """What is to be shown at the fields of a step: an answer is only missed once its step was gone through."""
        return [
            found
            for found in self.findings
            if step_of(found.field) == step and (step in self.seen or not is_open(found))
        ]

    # What the rules say

    def check(self) -> None:
        """Look at the answers in the background; the newest look wins."""
        self._pause.stop()
        order, builds = self.answers.submission()
        session, today = self.client.session, self.choices.today

        def work() -> tuple[OrderPreview, bool]:
            try:
                return orders.preview(session, order, builds), True
            except ServerAway:
                return _seen_from_here(order, builds, today), False

        self.client.runner.run(self, work, self._checked, self._not_checked, key="check")

    def configuration(self) -> dict[str, Any]:
        """The configuration of the build that is being worked on."""
        return self.answers.configuration(self.build)

    def offers(self, inside: str, values: Sequence[object]) -> tuple[Offer, ...]:
        """What choosing each value would do, for the build that is being worked on."""
        return offers(self.choices.rules, self.configuration(), inside, values)

    def foreseen(self) -> tuple[Foreseen, ...]:
        """What the rules have decided already of the build that is being worked on."""
        return foresee(self.choices.rules, self.configuration())

    def _body(self) -> dict[str, Any]:
        return self.answers.body()

    def _checked(self, answer: tuple[OrderPreview, bool]) -> None:
        self.preview, self.checked_at_server = answer
        self.findings = tuple(found for found in self.preview.findings if not self._said_elsewhere(found))
        self.is_checked = True
        self.checked.emit()

    def _said_elsewhere(self, finding: Finding) -> bool:
        """Whether it is about an answer of the order, or about basins that no model is chosen for yet."""
        build = build_of(finding.field)
        if build is None:
            return False
        inside = inside_build(finding.field)
        return inside in _OF_THE_ORDER or (inside == "basins" and not self.answers.basin_count(build))

    def _on_live(self, state: str) -> None:
        # A look that is still under way may have found the server away: it is replaced.
        if state == "live" and not self.is_judged:
            self.check()

    def _not_checked(self, error: Exception) -> None:
        self.client.messages.error(error)


class Keeper:
    """Keeps a wizard as long as this is kept: by its screen, and by the way back to it. Then the wizard ends."""

    def __init__(self, wizard: Wizard) -> None:
        self.wizard = wizard
        # At the end of the program everything goes anyhow.
        weakref.finalize(self, wizard.let_go).atexit = False


def _gone_through(answers: Answers) -> set[int]:
    """The steps of a draft in which something was entered: what is open there was forgotten."""
    begun = {
        CUSTOMER: any(answers.at(name) for name in ("po_number", "customer", "sales_person")),
        SINKS: any(answers.at("build_numbers")),
        CONFIGURATION: any(answers.at(f"builds[{index}].model") for index in range(answers.quantity)),
    }
    return {step for step, is_begun in begun.items() if is_begun}


def _seen_from_here(order: object, builds: Sequence[object], today: Any) -> OrderPreview:
    """What can be said without the server: everything but the rules and the numbers that are taken."""
    findings: list[Finding] = []
    try:
        parse_order_header(order, today=today)
    except InvalidInput as fault:
        findings += fault.findings
    previewed = []
    for index, build in enumerate(builds):
        _, found = check_configuration(build)
        previewed.append(PreviewedBuild(None, found))
        findings += [
            Finding(entry.severity, entry.code, f"builds[{index}].{entry.field}", entry.message) for entry in found
        ]
    return OrderPreview(tuple(findings), tuple(previewed))
