"""What the administrator does: makes a person, looks after catalogue, stations, instruments, proves the audit."""

from __future__ import annotations

from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.ui.people.names import role_words
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.verbs.pilot import sight
from cleanstation_desktop.verbs.pilot.walk import Walk


def make_person(walk: Walk, person: NewPerson) -> str:
    """Make a person. Returns: the one-time password that the screen shows."""
    pilot = walk.pilot
    with walk.step("A person made, with a one-time password"):
        walk.picture("home-admin", main=True)
        pilot.go(tr("People"))
        walk.picture("people", main=True)
        walk.picture_of("person-new", lambda: pilot.click(tr("New person")))
        pilot.fill(tr("Name|of a person"), person.full_name)
        pilot.fill(tr("Sign-in name"), person.login)
        pilot.fill(tr("Initials"), person.initials)
        for role in person.roles:
            pilot.click(role_words(role))
        pilot.click(tr("Make this person"))
        pilot.see(tr("It is shown this once and kept nowhere. At the first sign-in it must be replaced."))
        walk.picture("person-password", looks=False)
        shown = sight.read_aloud(pilot.front, tr("One-time password"))
        pilot.answer(tr("I have handed it over"))
        pilot.see(person.login)
    return shown


def look_after_the_plant(walk: Walk) -> None:
    """Catalogue, stations, instruments, what was printed."""
    pilot = walk.pilot
    with walk.step("Catalogue, stations, instruments and queue seen"):
        for place, picture in (
            (tr("Catalogue"), "catalogue"),
            (tr("Stations"), "stations"),
            (tr("Instruments"), "instruments"),
        ):
            pilot.go(place)
            walk.picture(picture)
        pilot.go(tr("Catalogue"))
        pilot.tab(tr("Import"))
        walk.picture("catalogue-import")
        pilot.go(tr("Print queue"))
        walk.picture("print-queue")


def prove_the_audit(walk: Walk) -> None:
    """Seal what is not sealed, and verify everything."""
    pilot = walk.pilot
    with walk.step("Audit sealed and verified"):
        pilot.go(tr("Audit"))
        pilot.click(tr("Seal now"))
        pilot.rest()
        walk.picture("audit", main=True)
        walk.picture_of("audit-verify", lambda: pilot.click(tr("Verify…")))
        pilot.click(tr("Verify"))
        pilot.see(tr("Nothing was edited, as far as the database itself can tell. An anchor proves the rest."))
        walk.picture("audit-verified", looks=False)
        pilot.answer(tr("Close"))
