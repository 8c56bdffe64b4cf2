"""Pictures of what is on the screen, and a look over each for faults."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.checks.look import find_faults

_QUICK = 80
"""Of 100: a PNG loses nothing by it, it is written faster and becomes a little larger."""
_MOST_UNWRITTEN = 8
"""Pictures that wait to be written; each takes some megabytes until then."""


class Camera:
    """Parameters: out, the folder of the pictures; tell, gets each fault once, with the first picture that shows it."""

    def __init__(self, out: Path, tell: Callable[[str], None]) -> None:
        self._out = out
        self._tell = tell
        self._numbers: dict[tuple[str, str], int] = {}
        self._taken: set[tuple[str, bool, str]] = set()
        self._seen: set[str] = set()
        self._measured: set[tuple[str, bool]] = set()
        self.pictures: list[Path] = []
        self.faults: list[str] = []
        self._pool: ThreadPoolExecutor | None = None
        self._unwritten: deque[Future[None]] = deque()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write pictures beside the walk from here on, in a thread; at the end all are there. Errors: as `take`."""
        # Compressing takes as long as painting, and needs nothing of the window: the walk goes on meanwhile.
        with ThreadPoolExecutor(1, "pictures") as pool:
            self._pool = pool
            try:
                yield
                self._await_written(0)
            finally:
                self._pool = None
                pool.shutdown(cancel_futures=True)

    @staticmethod
    def folder(size: str = "") -> str:
        """The folder for language and look in force, such as "fr-dark"."""
        look = "dark" if theme.is_dark() else "light"
        return "-".join(part for part in (text.language().value.lower(), look, size) if part)

    def has(self, name: str) -> bool:
        """Whether this picture is there in the language and look in force."""
        return (text.language().value, theme.is_dark(), name) in self._taken

    def has_both(self, name: str) -> bool:
        """Whether it is there in both looks."""
        language = text.language().value
        return {(language, False, name), (language, True, name)} <= self._taken

    def take(self, window: QWidget, dialog: QWidget | None, name: str, *, size: str = "") -> None:
        """Take a picture of the window with the dialog in front of it, and look over what is in front.

        Errors: EnvironmentFault, when this picture or one before it cannot be written.
        """
        folder = self.folder(size)
        language = text.language().value
        taken = sum(1 for known, _ in self._numbers if known == language)
        number = self._numbers.setdefault((language, name), taken + 1)
        file = self._file(folder, number, name)
        picture = window.grab() if dialog is None else _together(window, dialog)
        file.parent.mkdir(parents=True, exist_ok=True)
        if self._pool is None:
            _write(picture.toImage(), file)
        else:
            self._unwritten.append(self._pool.submit(_write, picture.toImage(), file))
            self._await_written(_MOST_UNWRITTEN)
        self.pictures.append(file)
        if not size:
            self._taken.add((language, theme.is_dark(), name))
        measured = (name, theme.is_dark())
        colours = not size and measured not in self._measured
        self._measured.add(measured)
        for fault in find_faults(dialog or window, touch=True, colours=colours):
            self._note(str(fault), f"{folder}/{file.name}")

    @contextmanager
    def hearing_qt(self) -> Iterator[None]:
        """What Qt warns of counts as a fault; what a window without a display cannot do does not."""
        before = qInstallMessageHandler(self._hear)
        try:
            yield
        finally:
            qInstallMessageHandler(before)

    def _await_written(self, most: int) -> None:
        while self._unwritten and (len(self._unwritten) > most or self._unwritten[0].done()):
            self._unwritten.popleft().result()

    def _hear(self, _kind: object, _context: object, message: str) -> None:
        if not message.startswith("This plugin does not support"):
            self._note(f"Qt: {message}", "")

    def _note(self, fault: str, where: str) -> None:
        if fault not in self._seen:
            self._seen.add(fault)
            self.faults.append(fault)
            self._tell(f"{where}: {fault}" if where else fault)

    def _file(self, folder: str, number: int, name: str) -> Path:
        return self._out / folder / f"{number:02}-{name}.png"


def _write(picture: QImage, file: Path) -> None:
    if not picture.save(str(file), quality=_QUICK):
        raise EnvironmentFault(f"The picture {file} cannot be written.", hint="Name another folder with --out.")


def _together(window: QWidget, dialog: QWidget) -> QPixmap:
    """A dialog in front of its window, which lies in its shade; one that is larger than the window, alone."""
    front = dialog.grab()
    room = window.size() - dialog.size()
    if room.width() < 0 or room.height() < 0:
        return front
    picture = window.grab()
    painter = QPainter(picture)
    shade = QColor(theme.current().text if not theme.is_dark() else theme.current().bg)
    shade.setAlphaF(0.35)
    painter.fillRect(window.rect(), shade)
    place = QPoint(room.width() // 2, room.height() // 2)
    painter.drawPixmap(place, front)
    painter.setPen(QPen(QColor(theme.current().border_strong), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(dialog.rect().translated(place))
    painter.end()
    return picture
