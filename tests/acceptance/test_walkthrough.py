"""The main job by somebody who never saw the client: only the words on it to go by, in each role, in Spanish.

The demo does it in English and French.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import instruments, people, search
from cleanstation_desktop.services.builds import read_build
from cleanstation_desktop.ui import app, dress
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.station_facts import StationFacts
from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.demo_people import Cast
from cleanstation_desktop.verbs.demo_record import Record
from cleanstation_desktop.verbs.pilot.job import MainJob
from cleanstation_desktop.verbs.pilot.pilot import Pilot
from cleanstation_desktop.verbs.pilot.waiting import Patience
from cleanstation_desktop.verbs.pilot.walk import Walk
from tests.support.clusters import Clone
from tests.support.days import today
from tests.support.people import make_person, session_of

TODAY = today()
NUMBER = "DEMO-ES-2"


@pytest.mark.slow
def test_six_people_bring_an_order_from_entry_to_shipping(qapp: QApplication, database: Clone, tmp_path: Path) -> None:
    told: list[str] = []
    with Cast(database.url()._replace(username=None, password=None)) as cast:
        admin = session_of(database, make_person(database, Role.ADMIN))
        cast.hire(admin, (data.ADMIN, *data.PEOPLE))
        instruments.add_instrument(admin, data.INSTRUMENT, "Reference thermometer", TODAY + dt.timedelta(days=90))
        admin.close()
        passwords = dict(cast.sign_ins())
        patience = Patience(60)
        facts = StationFacts("walkthrough", "tests", "127.0.0.1", tmp_path / "station")
        window = app.open_window(Start(database.url()._replace(username=None, password=None), facts))
        # Larger than the small screen that tests have when nobody looks on: six people work at an ordinary one.
        window.setMinimumSize(1280, 800)
        window.show()
        walk = Walk(Pilot(window, patience), Record(told.append), passwords, None, tmp_path)
        try:
            with patience.attentive():
                MainJob(walk, "ES", TODAY).run()
        finally:
            window.close()
            dress.put_on("EN", "light")

        looking = cast.session(data.COORDINATOR)
        (found,) = search.search(looking, NUMBER).hits
        build = read_build(looking, int(found.key))
        assert build.head.status == "SHIPPED"
        assert {person.login for person in people.list_people(cast.session(data.ADMIN))} >= {data.newcomer("ES").login}
    assert len(walk.files) == 14
    assert all(path.stat().st_size > 500 for path in walk.files)
    done = {line.split()[0] for line in told[1:]}
    assert done == {data.ADMIN.login, *(person.login for person in data.PEOPLE)}
