"""The way off the work that is open: it waits for what is being sent, and asks when something would be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.writing import Writer

if TYPE_CHECKING:
    from cleanstation_desktop.ui.client import Client

# An answer that comes sooner is waited for without a word.
_PATIENCE_MS = 500

_Hears = Callable[[bool], None]


@dataclass(frozen=True)
class Wish:
    """Where the person wants to go.

    Parameters: parent, of what is asked; title and yes, of the question; lost, what the going would lose, as a
    sentence; then, goes; anyway, goes for who does not wait for the answer, where that is another way; ends, whether
    the session ends by it: then also what is saved behind the pages is waited for.
    """

    parent: QWidget
    title: str
    yes: str
    lost: Callable[[], str]
    then: Callable[[], object]
    anyway: Callable[[], object] | None = None
    ends: bool = False


class Leaving(QObject):
    """Lets a person leave a page, its language or the whole work. Parameters: work, the place of it; client, which
    what is saved behind the pages belongs to."""

    def __init__(self, work: QWidget, client: Client) -> None:
        super().__init__(work)
        self._work = work
        self._client = client
        self._wish: Wish | None = None
        self._heard: list[tuple[Writer, _Hears]] = []
        self._told: Dialog | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._tell)

    @property
    def told(self) -> Dialog | None:
        """What says that something is still being sent, while it does."""
        return self._told

    def ask(self, wish: Wish) -> None:
        """Go, once what is being sent is answered and the person has seen the answer; the newest wish counts.

        A write that fails keeps the person where its message is.
        """
        self.give_up()
        if not self.wait_for(wish):
            _go(wish)

    def wait_for(self, wish: Wish) -> bool:
        """Go later, if something is being sent. Returns: whether it is."""
        if wish.ends:
            self._client.ending.emit()
        if not self._sending(wish):
            return False
        self.give_up()
        self._wish = wish
        self._listen(wish)
        self._patience.start()
        return True

    def give_up(self) -> None:
        """Stay."""
        self._wish = None
        self._end_waiting()

    def _sending(self, wish: Wish) -> list[tuple[Writer, _Hears]]:
        """The writes of pages and dialogs, and where the session ends those behind them; what hears of their ends."""
        found: list[tuple[Writer, _Hears]] = [(writer, self._on_ended) for writer in self._work.findChildren(Writer)]
        if wish.ends:
            found += [(writer, self._on_settled) for writer in self._client.findChildren(Writer)]
        return [(writer, heard) for writer, heard in found if writer.busy]

    def _listen(self, wish: Wish) -> None:
        self._unlisten()
        self._heard = self._sending(wish)
        for writer, heard in self._heard:
            writer.ended.connect(heard)

    def _unlisten(self) -> None:
        for writer, heard in self._heard:
            if isValid(writer):
                writer.ended.disconnect(heard)
        self._heard = []

    def _end_waiting(self) -> None:
        self._patience.stop()
        self._unlisten()
        told, self._told = self._told, None
        if told is not None and isValid(told):
            told.done(QDialog.DialogCode.Rejected.value)

    def _on_ended(self, done: bool) -> None:
        wish = self._wish
        if wish is None:
            return
        if not done:
            self.give_up()
            self._tell_failed(wish)
        else:
            self._on_settled(done)

    def _on_settled(self, _done: bool) -> None:
        """What is behind the pages says itself what of it is not saved: `Wish.lost` asks about it."""
        wish = self._wish
        if wish is None:
            return
        if self._sending(wish):
            self._listen(wish)
        else:
            self._end_waiting()
            self._look_again()

    def _look_again(self) -> None:
        """Behind what the answer does: it may open a dialog, such as the one with a one-time password."""
        QTimer.singleShot(0, self, self._on_answered)

    def _on_answered(self) -> None:
        wish = self._wish
        if wish is None:
            return
        opened = [dialog for dialog in self._work.findChildren(QDialog) if dialog.isVisible()]
        if opened:
            opened[0].finished.connect(self._look_again)
            return
        self.give_up()
        if wish.parent.isVisible():
            # Else the window was locked meanwhile: the work stays as it is.
            _go(wish)

    def _tell(self) -> None:
        wish = self._wish
        if wish is None or not wish.parent.isVisible():
            self.give_up()
            return
        self._told = Dialog(wish.parent, tr("Still being sent"))
        said = (
            tr("The server has not answered yet. As soon as it does, this goes on by itself."),
            tr(
                "If you do not wait, what is being sent may still be carried out, but you do not see the answer: "
                "a new number or a one-time password, say."
            ),
            wish.lost(),
        )
        for sentence in filter(None, said):
            self._told.body.addWidget(label(sentence, wrap=True))
        self._told.add_cancel(tr("Stay")).setFocus()
        self._told.add_action(tr("Do not wait"), self._go_anyway, look="danger")
        self._told.rejected.connect(self._on_stay)
        self._told.open()

    def _on_stay(self) -> None:
        # Not when it is closed from here.
        if self._told is not None:
            self.give_up()

    def _go_anyway(self) -> None:
        wish = self._wish
        self.give_up()
        if wish is not None:
            (wish.anyway or wish.then)()

    def _tell_failed(self, wish: Wish) -> None:
        """The message stands on the page; who signs out at the locked page does not see it."""
        if self._work.isVisible() or not wish.parent.isVisible():
            return
        lost = "\n".join(filter(None, (tr("What was being sent was not saved."), wish.lost())))
        confirm(wish.parent, wish.title, lost, wish.yes, wish.anyway or wish.then, danger=True, no=tr("Stay"))


def _go(wish: Wish) -> None:
    lost = wish.lost()
    if lost:
        confirm(wish.parent, wish.title, lost, wish.yes, wish.then, danger=True, no=tr("Stay"))
    else:
        wish.then()
