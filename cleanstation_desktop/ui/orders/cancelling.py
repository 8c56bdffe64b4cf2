"""Cancelling builds: which ones, why, and the signature for it (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from PySide6.QtWidgets import QCheckBox, QWidget

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import moves
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import TOUCH, column, scrolled
from cleanstation_desktop.ui.widgets.fields import Field, text_edit
from cleanstation_desktop.ui.widgets.signing import SignDialog
from cleanstation_desktop.ui.widgets.status import status_words

_SHORTEST = 3
_IN_VIEW = 4


@dataclass(frozen=True)
class Cancellable:
    """A build that can be cancelled, as it was seen."""

    seen: Seen
    build_number: str
    status: BuildStatus


class CancelDialog(SignDialog):
    """Asks for the reason and a signature. With several builds it also asks which; each is signed for by itself."""

    def __init__(
        self, parent: QWidget, client: Client, builds: Sequence[Cancellable], done: Callable[[], None]
    ) -> None:
        self.reason = text_edit(lines=3)
        self._told = ""
        self._chosen: tuple[Seen, ...] = tuple(build.seen for build in builds)
        self._reason_field = Field("reason", tr("Reason"), self.reason)
        self.boxes = {build.seen: _box(build) for build in builds} if len(builds) > 1 else {}
        session = client.session
        super().__init__(
            parent,
            client.runner,
            session.person,
            tr("My signature means: this build is cancelled. A cancelled build cannot be taken up again."),
            [_words(build) for build in builds] if len(builds) == 1 else [],
            lambda password, _comment, command_id: cancel_all(
                session, password, self._chosen, self._told, command_id=command_id
            ),
            lambda _answer: done(),
            title=tr("Cancel the build") if len(builds) == 1 else tr("Cancel builds"),
            extra=[*_together(list(self.boxes.values())), self._reason_field],
            comment=False,
            give_up=tr("Keep the build") if len(builds) == 1 else tr("Keep the builds"),
        )
        self.form.add(self._reason_field)
        self.sign.setText(tr("Sign and cancel the build") if len(builds) == 1 else tr("Sign and cancel"))

    def _send(self) -> None:
        self._told = self.reason.toPlainText().strip()
        if self.boxes:
            self._chosen = tuple(seen for seen, box in self.boxes.items() if box.isChecked())
        self.form.clear()
        if not self._chosen:
            self.banner.tell("bad", tr("Choose at least one build."))
            return
        if len(self._told) < _SHORTEST:
            self._reason_field.tell(tr("Please write at least {count} characters.", count=_SHORTEST))
            self._reason_field.focus()
            return
        super()._send()


def cancel_all(session: Session, password: str, builds: Sequence[Seen], reason: str, *, command_id: UUID) -> None:
    """Cancel builds one after the other. What was cancelled before an error stays so; sending again goes on there.

    Errors: as `moves.cancel`.
    """
    for seen in builds:
        moves.cancel(session, password, seen, reason, command_id=uuid5(command_id, str(seen.id)))


def _words(build: Cancellable) -> str:
    return tr("Build {number}, {status}", number=build.build_number, status=status_words(build.status))


def _together(boxes: list[QCheckBox]) -> list[QWidget]:
    """The boxes close to each other; a column of its own scrolls when an order has many builds."""
    if not boxes:
        return []
    inside = QWidget()
    inside.setLayout(column(*boxes, spacing=0))
    area = scrolled(inside)
    area.setFixedHeight(min(len(boxes), _IN_VIEW) * TOUCH + 4)
    return [area]


def _box(build: Cancellable) -> QCheckBox:
    return QCheckBox(_words(build))
