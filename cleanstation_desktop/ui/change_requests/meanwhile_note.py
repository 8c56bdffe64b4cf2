"""What others did while a change is drawn up, above it: nothing that was typed goes away without a word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.configuration_diff import configuration_diff
from cleanstation_desktop.ui.change_requests.edit_page import EditPage
from cleanstation_desktop.ui.change_requests.facts import ChangeFacts
from cleanstation_desktop.ui.order_entry.names import place_of
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.states import Banner


class MeanwhileNote(Banner):
    """Parameters: show_theirs, called for the revision that somebody else made; ask_anew, to ask for a change again
    after the request was closed."""

    def __init__(self, show_theirs: Callable[[], object], ask_anew: Callable[[], object]) -> None:
        super().__init__()
        self._show_theirs, self._ask_anew = show_theirs, ask_anew

    def show_change(self, facts: ChangeFacts, editing: EditPage) -> None:
        """Tell what there is to tell, else nothing."""
        self.clear()
        revision = facts.revision
        is_open = facts.request is not None and facts.request.state == "OPEN"
        if _went_on(facts, editing):
            words = tr(
                "Somebody else made revision {revision} meanwhile. Yours is kept here.", revision=facts.newest.revision
            )
            self.tell("warn", words, (tr("Show theirs"), self._show_theirs))
        elif editing.kept is not None and facts.request is None:
            words = tr("The BOM was approved meanwhile. What you changed is kept: ask for the change, then draw it up.")
            self.tell("warn", words)
        elif editing.kept is not None:
            words = tr("The change request was closed meanwhile. What you changed is kept: ask for the change again.")
            self.tell("warn", words, (tr("Ask for the change"), self._ask_anew))
        elif is_open and revision is not None and facts.closed:
            self.tell("warn", tr("This build is shipped or cancelled: nothing of it is changed any more."))
        elif is_open and revision is not None and not facts.drawn_up:
            self.tell("warn", tr("Sent back: {reason}", reason=revision.send_back_reason or ""))


def ask_over_theirs(parent: QWidget, facts: ChangeFacts, editing: EditPage, then: Callable[[], object]) -> None:
    """Go on; where somebody else made a revision since these answers were begun, ask first and say what differs."""
    if editing.editor is None or not _went_on(facts, editing):
        then()
        return
    differing = configuration_diff(facts.basis, editing.editor.configuration())
    names = ", ".join(dict.fromkeys(place_of(change.field) for change in differing))
    text = tr(
        "Somebody else made revision {revision} after you began. Where yours says otherwise, theirs is undone.\n"
        "Changed against theirs: {answers}.",
        revision=facts.newest.revision,
        answers=names,
    )
    confirm(parent, tr("Over what somebody else changed?"), text, tr("Make it all the same"), then, danger=True)


def _went_on(facts: ChangeFacts, editing: EditPage) -> bool:
    """Whether somebody else made a revision since the answers at hand were begun."""
    return editing.editor is not None and facts.newest.id != editing.begun_at
