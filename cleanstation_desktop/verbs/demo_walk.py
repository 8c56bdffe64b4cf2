"""The main job on the screens, without a display: who works them, what they leave, and what was found on the way."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.services import audit
from cleanstation_desktop.services.audit_verification import AuditReport, verify
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sign_in import sign_in
from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.demo_people import STATION
from cleanstation_desktop.verbs.demo_record import Record
from cleanstation_desktop.verbs.demo_world import World
from cleanstation_desktop.verbs.pilot.screen_setting import use_unseen_screen

LANGUAGES = ("EN", "FR")


@dataclass(frozen=True)
class Walked:
    """What a walk left. Parameters: files and pictures, how many; faults, of screens, a line each; lost, why the walk
    ended before its end, empty when it did not."""

    files: int
    pictures: int
    faults: tuple[str, ...]
    lost: str


def walk(world: World, out: Path, record: Record) -> Walked:
    """Do the main job in each language, on one window that nobody sees."""
    station = Path(tempfile.mkdtemp(prefix="cleanstation-demo-"))
    try:
        use_unseen_screen(station)
        return _walk(world, out, record, station)
    finally:
        shutil.rmtree(station, ignore_errors=True)


def prove(world: World) -> AuditReport:
    """Verify the audit against the newest seal, as the administrator's terminal does."""
    session = sign_in(world.url, data.ADMIN.login, world.passwords[data.ADMIN.login], station=STATION)
    if not isinstance(session, Session):
        raise EnvironmentFault("The password of admin was not changed.")
    with closing(session):
        seal = audit.latest_seal(session)
        return verify(session, anchor=None if seal is None else seal.hash)


def _walk(world: World, out: Path, record: Record, station: Path) -> Walked:
    # Qt is loaded now: before, nobody had said which screen it has.
    from cleanstation_desktop.ui import app  # noqa: PLC0415
    from cleanstation_desktop.ui.shell.start import Start  # noqa: PLC0415
    from cleanstation_desktop.ui.station_facts import StationFacts  # noqa: PLC0415
    from cleanstation_desktop.verbs.pilot.camera import Camera  # noqa: PLC0415
    from cleanstation_desktop.verbs.pilot.job import MainJob  # noqa: PLC0415
    from cleanstation_desktop.verbs.pilot.pilot import Pilot  # noqa: PLC0415
    from cleanstation_desktop.verbs.pilot.waiting import Lost, Patience  # noqa: PLC0415
    from cleanstation_desktop.verbs.pilot.walk import Walk  # noqa: PLC0415

    app.application(sys.argv[:1])
    patience = Patience()
    camera = Camera(out / "screens", record.tell)
    with patience.attentive(), camera.hearing_qt(), camera.writing():
        facts = StationFacts(STATION, "demo", str(world.url.host), station)
        window = app.open_window(Start(world.url, facts))
        window.show()
        walked = Walk(Pilot(window, patience), record, world.passwords, camera, out)
        lost = ""
        try:
            for language in LANGUAGES:
                MainJob(walked, language, world.today).run()
        except Lost as gone:
            lost = str(gone)
            window.grab().save(str(out / "lost.png"))
        finally:
            window.close()
    return Walked(len(walked.files), len(camera.pictures), tuple(camera.faults), lost)
