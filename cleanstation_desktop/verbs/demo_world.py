"""The plant that the demo shows: a database with the catalogue, six people and thirty orders in all states."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import URL

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.installation import install
from cleanstation_desktop.operations.service import Service
from cleanstation_desktop.services import instruments
from cleanstation_desktop.services.catalogue_folder import import_directory
from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.connection import DATABASE
from cleanstation_desktop.verbs.demo_late import let_pass
from cleanstation_desktop.verbs.demo_orders import Plant
from cleanstation_desktop.verbs.demo_papers import drawing
from cleanstation_desktop.verbs.demo_people import Cast
from cleanstation_desktop.verbs.demo_record import Record
from cleanstation_desktop.verbs.demo_stages import Stages

ZONE = ZoneInfo("America/Toronto")
_TOLD_EACH = 10


@dataclass(frozen=True)
class World:
    """Parameters: url, the database without a person; passwords, of everybody, by sign-in name; today, in the plant."""

    url: URL
    passwords: dict[str, str]
    today: dt.date


def furnish(server: EmbeddedServer, catalogue: Path, record: Record) -> World:
    """Start a server and fill it, each part by the person whose work it is. Errors: EnvironmentFault."""
    with record.step("installer", "Server, roles, schema, first accounts"):
        server.start()
        url = server.url(DATABASE)
        accounts = {account.login: account.password for account in install(url, environment="demo")}
    url = url._replace(username=None, password=None)
    today = dt.datetime.now(ZONE).date()
    with Cast(url) as cast:
        admin = cast.enter("admin", accounts["admin"])
        with record.step("admin", "Catalogue imported"):
            import_directory(admin, catalogue)
        with record.step("admin", "Six people made, each with an own password"):
            cast.hire(admin, data.PEOPLE)
        due = today + dt.timedelta(days=180)
        instrument = instruments.add_instrument(admin, data.INSTRUMENT, "Reference thermometer", due)
        stages = Stages(cast, today=today, drawing=drawing, instrument_id=instrument.id)

        def told(made: int, of: int) -> None:
            if made % _TOLD_EACH == 0 and made < of:
                record.tell(f"{'':<14} {made} of {of} orders")

        with record.step("everybody", "Thirty orders in all states"):
            plant = Plant(cast, stages, today=today)
            plant.fill(told)
            let_pass(server.url(DATABASE), plant.overdue)
    with record.step("service", "Audit sealed"):
        jobs = url.set(username="cs_jobs_login", password=accounts["cs_jobs_login"])
        Service(jobs, log_place=server.log_directory).run_once()
    return World(url, dict(cast.sign_ins()), today)
