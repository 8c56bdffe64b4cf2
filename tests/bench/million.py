"""The measured plant: a cluster with a million builds, made once on this machine and found again by later runs.

It lies in the folder that CLEANSTATION_BENCH_DATA names, else below the folder for temporary files, under a name made
from the digest of all that decides its contents: migrations, rules, forms, catalogue and the generator. Older ones in
the same place are removed. The programs of the database are made anew at each start. It is on disk, as a production
server's is, and needs 8 GB there.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cleanstation_desktop import resources
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.folder_lock import folder_lock
from cleanstation_desktop.services.session import Session
from tests.bench import bulk_load, many_builds
from tests.support import clusters
from tests.support.clusters import Clone
from tests.support.people import TestPerson, session_of
from tests.support.template import build_template

BUILDS = 1_000_000
SETTINGS: Mapping[str, str] = {
    **clusters.TEST_SETTINGS,
    "max_connections": "450",  # the operator guide's measure for a hundred stations
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_PREFIX = "cleanstation-bench"


@dataclass(frozen=True)
class Million:
    """The plant, running. Parameters: database, with the builds; people, one of each role."""

    database: Clone
    people: Mapping[Role, TestPerson]

    def session(self, role: Role, *, station: str = "bench") -> Session:
        """Somebody of this role, signed in; the caller closes it."""
        return session_of(self.database, self.people[role], station=station)


def open_million() -> Million:
    """Start the plant, after making it when there is none of this digest; the caller stops its cluster."""
    place = Path(os.environ.get("CLEANSTATION_BENCH_DATA") or Path(tempfile.gettempdir()) / f"{_PREFIX}-{os.geteuid()}")
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o711)  # the account that runs the server for root must pass
    with folder_lock(place / "lock", wait=900):
        home = place / f"{_PREFIX}-{_digest()}"
        known = home.with_suffix(".json")
        if not known.exists():
            _clear(place)
        server = EmbeddedServer(home, settings=SETTINGS)
        server.start()
        if not known.exists():
            known.write_text(json.dumps(_make(server)), encoding="utf-8")
        made = json.loads(known.read_text(encoding="utf-8"))
        schema.upgrade(server.url(made["database"]))
    people = {Role(role): _person(entry) for role, entry in made["people"].items()}
    return Million(Clone(server, made["database"]), people)


def _make(server: EmbeddedServer) -> dict[str, object]:
    database = clusters.create_clone(server, build_template(server))
    plant = many_builds.fill(database, BUILDS)
    with database.connect(autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    return {
        "database": database.name,
        "people": {role.value: dataclasses.asdict(person) for role, person in plant.people.items()},
        "seconds": dict(plant.seconds),
    }


def _person(entry: dict[str, object]) -> TestPerson:
    return TestPerson(**{**entry, "roles": tuple(Role(str(role)) for role in entry["roles"])})  # type: ignore


def _clear(place: Path) -> None:
    for old in place.glob(f"{_PREFIX}-*"):
        if old.is_dir():
            EmbeddedServer(old).stop()
            shutil.rmtree(old)
        else:
            old.unlink()


def _digest() -> str:
    folders = (
        *(resources.root() / "migrations", many_builds.FOLDER),
        *(resources.path(name) for name in ("rules", "templates", "demo_catalogue")),
    )
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    found = hashlib.sha256(str(BUILDS).encode())
    for path in [*sorted(files), Path(many_builds.__file__), Path(bulk_load.__file__)]:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]
