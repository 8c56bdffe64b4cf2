"""What the window does first: read the settings of this station, or have it enrolled when there are none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from cleanstation_desktop.ui.loading import load, while_nobody_loads
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell.start import Start

if TYPE_CHECKING:
    from cleanstation_desktop.settings import Settings


def look_for_start(
    pages: QStackedWidget,
    runner: Runner,
    find: Callable[[], Start | None],
    start_of: Callable[[Settings], Start],
    begin: Callable[[Start], None],
    failed: Callable[[Exception], None],
) -> None:
    """Read the settings off the UI thread.

    Parameters: pages, of the window; find, reads the settings, None for a station without any; start_of, what to start
    with once it is enrolled; begin, gets what was found; failed, gets the error.
    """

    def work() -> Start | None:
        start = find()
        if start is None:
            load("cleanstation_desktop.ui.enrolment.page")
        return start

    def enrol() -> None:
        from cleanstation_desktop.ui.enrolment.page import EnrolmentPage  # noqa: PLC0415 - seen once in a station's life

        page = EnrolmentPage(runner)

        def enrolled(settings: Settings) -> None:
            begin(start_of(settings))
            pages.removeWidget(page)
            page.deleteLater()

        page.enrolled.connect(enrolled)
        pages.addWidget(page)
        pages.setCurrentWidget(page)

    def found(start: Start | None) -> None:
        if start is None:
            enrol()
        else:
            begin(start)

    runner.run(pages, partial(while_nobody_loads, work), found, failed)
