"""Whether this release can work on a database: its schema's revision and its programs (docs/adr/0003)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from cleanstation_desktop import resources
from cleanstation_desktop.database import programs
from cleanstation_desktop.domain.errors import SchemaTooNew, SchemaTooOld


@dataclass(frozen=True)
class SchemaState:
    """What a database holds, beside what this release needs."""

    revision: str | None
    head: str
    programs_current: bool

    @classmethod
    def of(cls, revision: str | None, digest: str | None) -> SchemaState:
        """From what a database says of itself; None for what it does not have."""
        return cls(revision, revisions()[-1], digest == _digest())

    @property
    def current(self) -> bool:
        """Whether this release can work on the database."""
        return self.revision == self.head and self.programs_current

    def demand_current(self) -> None:
        """Refuse to work on a database of another release. Errors: SchemaTooOld, SchemaTooNew."""
        if self.current:
            return
        if self.revision is None or self.revision in revisions()[:-1]:
            raise SchemaTooOld("The database was made for an older release or is not installed completely.")
        if self.revision not in revisions():
            raise SchemaTooNew("The database was made for a newer release than this one.")
        raise SchemaTooOld("The database's functions are of another build of this release.")


@cache
def revisions() -> tuple[str, ...]:
    """The schema revisions that this release knows, oldest first.

    By the names of the migration files (0001_….py, in one row), since a client should not have to load alembic.
    """
    folder = resources.root() / "migrations" / "versions"
    return tuple(sorted(path.name.partition("_")[0] for path in folder.glob("[0-9]*_*.py")))


@cache
def _digest() -> str:
    return programs.digest()


def read_state(connection: Connection) -> SchemaState:
    """What the database behind a connection holds; any person may ask, also one with a one-time password."""
    revision: str | None = None
    digest: str | None = None
    if connection.exec_driver_sql("SELECT to_regclass('cs_adm.schema_revision')").scalar() is not None:
        revision = connection.exec_driver_sql("SELECT version_num FROM cs_adm.schema_revision").scalar()
        if revision is not None:
            digest = connection.exec_driver_sql(
                "SELECT value #>> '{}' FROM cs.setting WHERE name = 'program_digest'"
            ).scalar()
    return SchemaState.of(revision, digest)


def demand_current(connection: Connection) -> None:
    """Refuse to work on a database of another release. Errors: SchemaTooOld, SchemaTooNew."""
    read_state(connection).demand_current()
