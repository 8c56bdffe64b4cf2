"""What a print dialog says about the paper of the chosen printer."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel

from cleanstation_desktop.ui.printing.jobs import Target, Way
from cleanstation_desktop.ui.printing.paper import paper_words
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.widgets.controls import label


def paper_note(runner: Runner, printer: QComboBox, preview: PreviewPanel) -> QLabel:
    """A line that tells on which paper the document comes out, where that is not its own.

    Parameters: printer, the choice of targets; preview, shows the document.
    """
    note = label("", "muted", wrap=True)
    note.hide()

    def show(words: str) -> None:
        note.setText(words)
        note.setVisible(bool(words))

    def read() -> None:
        target, pdf = printer.currentData(), preview.pdf
        if isinstance(target, Target) and target.way is Way.SYSTEM and pdf:
            # What cannot be found out now is told by the print queue.
            runner.run(note, lambda: paper_words(target.name, pdf), show, lambda _error: show(""), key="paper")
        else:
            show("")

    printer.currentIndexChanged.connect(lambda _index: read())
    preview.ready.connect(read)
    return note
