"""What About says of the installed files: whether they are as they were delivered (docs/adr/0017)."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from cleanstation_desktop import installed_files
from cleanstation_desktop.domain.errors import CleanStationError, Finding
from cleanstation_desktop.installed_files import INSTALL_AGAIN, Report, Verdict
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.text import language, moment, tr
from cleanstation_desktop.ui.widgets.controls import column, label, set_look

_SHOWN = 5


class InstalledFiles(QWidget):
    """The check as a few lines. Hundreds of files are read for it: it runs beside the window."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = label(wrap=True, selectable=True)
        self._more = label(look="small", wrap=True, selectable=True)
        self.setLayout(column(self._state, self._more, spacing=4))
        if installed_files.own_folder() is None:
            self._tell(tr("The program runs from its source: there is nothing to check."))
            return
        self._tell(tr("Being checked…"))
        runner.run(self, installed_files.verify, self.show_report, self._failed, key="installed")

    @property
    def words(self) -> str:
        """What it says, as text."""
        return " ".join(filter(None, (self._state.text(), self._more.text().replace("\n", " "))))

    def show_report(self, report: Report) -> None:
        """Tell what a check found."""
        if report.verdict is Verdict.GOOD and report.signed_at is not None:
            said = tr(
                "As delivered. Signed by {signer}, {moment}.", signer=report.signer, moment=moment(report.signed_at)
            )
            self._tell(said, _lines(report.findings))
        elif report.verdict is Verdict.NOT_SIGNED:
            self._tell(tr("As listed, but nobody has signed the list."), look="warning")
        else:
            hint = translate_error_text(INSTALL_AGAIN, language())
            self._tell(tr("Not as delivered."), [*_lines(report.findings), hint], look="error")

    def _failed(self, error: Exception) -> None:
        told = describe(error) if isinstance(error, CleanStationError) else None
        self._tell(told.sentence if told else tr("The check did not come to an end."), look="warning")

    def _tell(self, state: str, more: list[str] | None = None, *, look: str = "") -> None:
        self._state.setText(state)
        set_look(self._state, "look", look)
        self._more.setText("\n".join(more or ()))
        self._more.setVisible(bool(more))
        # The layouts around it learn of the new text with the next event.
        QTimer.singleShot(0, self, self._make_room)

    def _make_room(self) -> None:
        """Let the dialog be as high as the text needs."""
        window = self.window()
        layout = window.layout()
        needed = layout.totalHeightForWidth(window.width()) if window.isVisible() and layout is not None else 0
        if needed > window.height():
            window.resize(window.width(), needed)


def _lines(findings: tuple[Finding, ...]) -> list[str]:
    """The first findings in the reader's language, and how many more there are."""
    lines = [translate_error_text(finding.message, language()) for finding in findings[:_SHOWN]]
    rest = len(findings) - _SHOWN
    return [*lines, tr("And {count} more.", count=rest)] if rest > 0 else lines
