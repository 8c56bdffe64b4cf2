"""The people of a test's plant, each made when first asked for, and what a test counts in its database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from psycopg import sql
from sqlalchemy import event

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.people import TestPerson, make_one_each, make_person, session_of

# Written over connections of their own, so that a refusal is known after its transaction is gone.
_OF_REFUSALS = {("cs_audit", "security_event"), ("cs_adm", "matched_refusal")}

SQL_TEXT = "Robert'); DROP TABLE cs.build; -- \" $$ %s :x \\"
EMOJI_TEXT = "Spülbecken 👩🏽‍🔧🚿 ok"
RIGHT_TO_LEFT_TEXT = "מגש כלים ثلاثة أحواض"
ODD_TEXTS = (SQL_TEXT, EMOJI_TEXT, RIGHT_TO_LEFT_TEXT)


class Company:
    """People of every role, one each from the start, more when asked for by name; closes their sessions."""

    def __init__(self, database: Clone) -> None:
        self.database = database
        # All at once, so that a test that counts rows does not count a person who comes late.
        self._people: dict[tuple[Role, str], TestPerson] = {
            (role, ""): person for role, person in make_one_each(database).items()
        }
        self._sessions: dict[tuple[Role, str], Session] = {}

    def person(self, role: Role, name: str = "") -> TestPerson:
        """Somebody of this role; another one for each name."""
        if (role, name) not in self._people:
            self._people[role, name] = make_person(self.database, role)
        return self._people[role, name]

    def session(self, role: Role, name: str = "") -> Session:
        """This person, signed in."""
        if (role, name) not in self._sessions:
            self._sessions[role, name] = session_of(self.database, self.person(role, name))
        return self._sessions[role, name]

    def password(self, role: Role, name: str = "") -> str:
        """What this person types to sign."""
        return self.person(role, name).password

    def close(self) -> None:
        """Close every session."""
        for session in self._sessions.values():
            session.close()

    @property
    def coordinator(self) -> Session:
        """The coordinator, signed in."""
        return self.session(Role.PRODUCTION_COORDINATOR)

    @property
    def procurement(self) -> Session:
        """The procurement specialist, signed in."""
        return self.session(Role.PROCUREMENT_SPECIALIST)

    @property
    def qc(self) -> Session:
        """The QC person, signed in."""
        return self.session(Role.QC_PERSON)

    @property
    def assembler(self) -> Session:
        """The assembler, signed in."""
        return self.session(Role.ASSEMBLER)

    @property
    def service(self) -> Session:
        """Somebody of the service department, signed in."""
        return self.session(Role.SERVICE_DEPARTMENT)

    @property
    def admin(self) -> Session:
        """The admin, signed in."""
        return self.session(Role.ADMIN)


def count_rows(database: Clone) -> dict[str, int]:
    """Rows of every table, audit and commands too; what is not half-written leaves all of them as they were."""
    connection = database.prepare()
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('cs', 'cs_audit', 'cs_adm')"
    ).fetchall()
    counts = [
        sql.SQL("SELECT {}, count(*) FROM ONLY {}").format(f"{schema}.{name}", sql.Identifier(schema, name))
        for schema, name in tables
        if (schema, name) not in _OF_REFUSALS
    ]
    return dict(connection.execute(sql.SQL(" UNION ALL ").join(counts)).fetchall())


@contextlib.contextmanager
def nothing_written(database: Clone) -> Iterator[None]:
    """What happens inside leaves no row behind, in no table."""
    before = count_rows(database)
    yield
    assert count_rows(database) == before


@contextlib.contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that a session sends inside the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(session._engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(session._engine, "before_cursor_execute", note)


def put_in_assembly(company: Company, build_id: int) -> Seen:
    """Set a build IN_ASSEMBLY, claimed by the company's assembler, past the forms that lead there."""
    with company.database.connect() as connection:
        for table in ("build", "assembly_claim"):
            connection.execute(sql.SQL("ALTER TABLE cs.{} DISABLE TRIGGER m_guard").format(sql.Identifier(table)))
        row = connection.execute(
            "UPDATE cs.build SET status = 'IN_ASSEMBLY', version = version + 1 WHERE id = %s RETURNING version",
            (build_id,),
        ).fetchone()
        connection.execute(
            "INSERT INTO cs.assembly_claim (build_id, person_id, claimed_at) VALUES (%s, %s, now())",
            (build_id, company.person(Role.ASSEMBLER).id),
        )
        for table in ("build", "assembly_claim"):
            connection.execute(sql.SQL("ALTER TABLE cs.{} ENABLE ALWAYS TRIGGER m_guard").format(sql.Identifier(table)))
    assert row is not None
    return Seen(build_id, int(row[0]))
