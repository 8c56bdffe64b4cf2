"""What others did while a change is drawn up, above it: nothing that was typed goes away without a word."""

from __future__ import annotations

from collections.abc import Callable

from cleanstation_desktop.ui.change_requests.edit_page import EditPage
from cleanstation_desktop.ui.change_requests.facts import ChangeFacts
from cleanstation_desktop.ui.text import tr
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
        if editing.editor is not None and facts.newest.id != editing.begun_at:
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
