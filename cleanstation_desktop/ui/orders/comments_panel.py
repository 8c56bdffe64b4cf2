"""Remarks on an order or one of its builds: read, and written by anybody who reads the order (DOMAIN §3)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cleanstation_desktop.services import comments
from cleanstation_desktop.services.comments import Comment
from cleanstation_desktop.services.paging import Page, read_first
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, clear, column, frame, give_tip, label, row, scrolled
from cleanstation_desktop.ui.widgets.fields import text_edit
from cleanstation_desktop.ui.widgets.states import Banner

_PAGE = 50


class CommentsPanel(QWidget):
    """Newest first, a page at a time. Parameters: build_id, what is written belongs to this build; None, to the order.

    Signal: counted, how many are shown.
    """

    counted = Signal(int)

    def __init__(self, screen: Screen, *, build_id: int | None = None) -> None:
        super().__init__()
        self._screen = screen
        self._build_id = build_id
        self._order_id: int | None = None
        self._shown: list[Comment] = []
        self.editor = text_edit(lines=2, placeholder=tr("Write a comment for everybody who reads this order"))
        self.editor.setAccessibleName(tr("New comment"))
        self.send = button(tr("Send the comment"), self._send, icon="comment")
        give_tip(self.send, tr("Send the comment"), "Ctrl+Return")
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self.editor)
        shortcut.activated.connect(self._send)
        self.older = button(tr("Older comments"), self._read_older, look="link")
        self.older.hide()
        self._none = label(tr("Nobody wrote anything yet."), "muted")
        self._none.hide()  # nobody knows yet
        self._unread = Banner()
        self._list: QVBoxLayout = column(spacing=10)
        inside = QWidget()
        inside.setLayout(column(self._list, self._none, row(self.older, None), None, margins=(0, 0, 8, 0)))
        write = row(self.editor, self.send, spacing=10)
        write.setStretch(0, 1)
        layout = column(write, self._unread, scrolled(inside), spacing=14)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def load(self, order_id: int) -> None:
        """Read the newest remarks, or as many as are shown."""
        self._order_id = order_id
        session = self._screen.client.session
        count = max(_PAGE, len(self._shown))
        self._screen.read(
            lambda: read_first(
                lambda page: comments.list_comments(session, order_id, page=page), lambda comment: comment.id, count
            ),
            lambda found: self._show(found, more=len(found) == count),
            key="comments",
            blank=False,
            failed=lambda error: self._not_read(error, order_id),
        )

    def _not_read(self, error: Exception, order_id: int) -> None:
        if not self._shown and self._none.isHidden():
            self._unread.tell_failure(error, lambda: self.load(order_id))

    def unsaved(self) -> str:
        """Whether something was written and not sent."""
        return tr("Your comment is not sent yet.") if self.editor.toPlainText().strip() else ""

    def _show(self, found: tuple[Comment, ...], *, more: bool) -> None:
        self._unread.clear()
        if found and list(found) == self._shown[: len(found)]:
            return
        self._shown = list(found)
        self._rebuild(more=more)

    def _read_older(self) -> None:
        if self._order_id is None or not self._shown:
            return
        session, order_id, after = self._screen.client.session, self._order_id, self._shown[-1].id
        self._screen.read(
            lambda: comments.list_comments(session, order_id, page=Page(after=after, size=_PAGE)),
            self._add,
            key="comments",
            blank=False,
        )

    def _add(self, found: tuple[Comment, ...]) -> None:
        self._shown += found
        self._rebuild(more=len(found) == _PAGE)

    def _rebuild(self, *, more: bool) -> None:
        clear(self._list)
        for comment in self._shown:
            self._list.addWidget(_card(comment, self._build_id))
        self._none.setVisible(not self._shown)
        self.older.setVisible(more)
        self.counted.emit(len(self._shown))

    def _send(self) -> None:
        text = self.editor.toPlainText().strip()
        if not text or self._order_id is None:
            self.editor.setFocus()
            return
        session, order_id, build_id = self._screen.client.session, self._order_id, self._build_id
        self._screen.write(
            lambda command_id: comments.add_comment(session, order_id, text, build_id=build_id, command_id=command_id),
            lambda _key: self._sent(order_id, text),
            button=self.send,
            key="comment",
        )

    def _sent(self, order_id: int, text: str) -> None:
        if self.editor.toPlainText().strip() == text:
            # Else the next one was begun while it was under way.
            self.editor.clear()
        self.load(order_id)


def _card(comment: Comment, here: int | None) -> QFrame:
    head = row(label(comment.created_by or "", "h3"), label(moment(comment.created_at), "small"), None, spacing=10)
    if comment.build_number is not None and comment.build_id != here:
        head.insertWidget(2, chip(tr("Build {number}", number=comment.build_number)))
    body = label(comment.body, wrap=True, selectable=True)
    return frame(column(head, body, spacing=4), "card", margins=(14, 10, 14, 10))
