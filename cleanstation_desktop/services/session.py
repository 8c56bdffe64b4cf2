"""A signed-in person at a station: reads, writes as commands, and signatures on a fresh connection."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import local
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from cleanstation_desktop.database import driver, failures
from cleanstation_desktop.database import engine as engines
from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.errors import SignatureRefused, SignInRefused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.live_feed import LiveFeed, Position
from cleanstation_desktop.services.refusals import Refusals
from cleanstation_desktop.services.unanswered import Attempt, Unanswered


@dataclass(frozen=True)
class SignedInPerson:
    """Who works at this station."""

    id: int
    login: str
    full_name: str
    initials: str
    language: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Command:
    """One write, named by the client before it is sent.

    Parameters: name, what is asked for; request, everything that decides the outcome, JSON-able; reason, why, where a
    reason is asked for; id, made once per user action, so that sending it again does the work once (DESIGN §4); once,
    whether the person who asks for the same again, because no answer came, means the same deed: not where the request
    leaves out what decides, or where doing it again is what is wanted.
    """

    name: str
    request: Mapping[str, Any]
    reason: str = ""
    id: UUID = field(default_factory=uuid4)
    once: bool = True

    def sha256(self) -> bytes:
        """Digest of the request: the same id may not be used for another one."""
        return hashlib.sha256(json.dumps(self.request, sort_keys=True, default=str).encode()).digest()


class Work:
    """A command under way: its connection, and the answer to keep.

    `repeated` holds the earlier answer when the command was carried out before; then nothing is to be done.
    """

    def __init__(self, connection: Connection, repeated: Any | None) -> None:
        self.connection = connection
        self.repeated = repeated
        self.answer: Any = None


class Session:
    """A person's connections; closed at sign-out.

    Parameters: signed_in_at, by the server's clock: what the server ended later is not taken up again.
    """

    def __init__(
        self, url: URL, person: SignedInPerson, *, engine: Engine, station: str, signed_in_at: datetime
    ) -> None:
        self.url = url
        self.person = person
        self.station = station
        self.signed_in_at = signed_in_at
        self._former: list[Engine] = []
        self._use(engine)
        self._feeds: list[LiveFeed] = []
        self._unanswered = Unanswered()
        self._around = local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Connection for reading, in one read-only snapshot, that of `snapshot` inside of it.

        Raises a CleanStationError on a known failure.
        """
        if (around := self._snapshot) is not None:
            with known_errors():
                yield around
            return
        with self._refusals.watch() as seen, known_errors(), self._engine.connect() as connection:
            seen(connection)
            driver.begin_reading(connection)
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that this thread reads inside is of one snapshot, and goes over one connection: what a page shows fits
        together, and begins and ends once. After an error nothing more can be read in it."""
        before = self._snapshot
        with self.read() as connection:
            self._around.connection = connection
            try:
                yield
            finally:
                self._around.connection = before

    @contextmanager
    def write(self, command: Command) -> Iterator[Work]:
        """One transaction that carries a command out; commits at the end, rolls back on any error."""
        with (
            self._attempt(command) as attempt,
            self._refusals.watch() as seen,
            known_errors(),
            self._engine.begin() as connection,
        ):
            seen(connection)
            yield from self._carry_out(connection, command, attempt)

    @contextmanager
    def sign(self, command: Command, password: str) -> Iterator[Work]:
        """Like `write`, on a connection made with the password typed just now (21 CFR 11.200).

        Raises SignatureRefused when the password is wrong.
        """
        if not password or "\0" in password:
            # With none the driver would take one from the environment or a file: nobody would have typed it.
            raise SignatureRefused("The password is not right; nothing was signed.")
        fresh = engines.open_engine(
            self.url, login=self.person.login, password=password, station=self.station, pooled=False
        )
        try:
            with self._attempt(command) as attempt, self._refusals.watch() as seen, known_errors():
                try:
                    connection = fresh.connect()
                except SQLAlchemyError as error:
                    if isinstance(failures.translate(error), SignInRefused):
                        raise SignatureRefused("The password is not right; nothing was signed.") from error
                    raise
                with connection, connection.begin():
                    seen(connection)
                    yield from self._carry_out(connection, command, attempt)
        finally:
            fresh.dispose()

    def prove(self, password: str) -> None:
        """Check the person's password on a connection of its own, to open a locked screen (DOMAIN §9).

        It is the one to go on with: it may have been changed at another station.
        Errors: SignInRefused when it is wrong, or the account was locked or disabled meanwhile.
        """
        if not password or "\0" in password:
            raise SignInRefused("The password is not right.")
        fresh = engines.open_engine(
            self.url, login=self.person.login, password=password, station=self.station, pooled=False
        )
        try:
            with known_errors(), fresh.connect() as connection:
                connection.execute(text("SELECT 1"))
        finally:
            fresh.dispose()
        self.go_on_with(password)

    def go_on_with(self, password: str) -> None:
        """Connect with this password from now on: the person has just typed it, or replaced the own one by it.

        With a former one each new connection would fail.
        """
        if password == self._engine.url.password and not self._tries.refused:
            return
        # What is under way ends on the connections that it has; they close with the session.
        self._former.append(self._engine)
        self._use(engines.open_engine(self.url, login=self.person.login, password=password, station=self.station))

    def go_on_as(self, fresh: Session) -> None:
        """Go on as who has just signed in once more, here and as the same person: with that password, and although an
        earlier session was ended. Parameters: fresh, the other session; the caller closes it."""
        self.signed_in_at = fresh.signed_in_at
        self.go_on_with(str(fresh._engine.url.password))

    def open_feed(self, *, after: Position | None = None) -> LiveFeed:
        """Follow what changes, on a connection of its own.

        Parameters: after, as of `LiveFeed`. Errors: ServerAway; SignInRefused when an administrator or idleness ended
        this session meanwhile.
        """
        feed = LiveFeed(self._engine, self.station, self.signed_in_at, after=after)
        self._feeds = [*(earlier for earlier in self._feeds if not earlier.closed), feed]
        return feed

    @property
    def _snapshot(self) -> Connection | None:
        return getattr(self._around, "connection", None)

    def _use(self, engine: Engine) -> None:
        self._engine = engine
        self._tries = engines.OneTry(engine)
        engines.NotEnded(engine, lambda: self.signed_in_at)
        self._refusals = Refusals(engine, self.station)

    def _attempt(self, command: Command) -> AbstractContextManager[Attempt]:
        return self._unanswered.attempt(command.name, command.sha256(), command.id, once=command.once)

    def _carry_out(self, connection: Connection, command: Command, attempt: Attempt) -> Iterator[Work]:
        row = connection.execute(
            text("SELECT is_first, answer FROM cs.begin_command(:id, :name, :sha, :station, :reason)"),
            {
                "id": attempt.id,
                "name": command.name,
                "sha": command.sha256(),
                "station": self.station,
                "reason": command.reason,
            },
        ).one()
        attempt.first = bool(row.is_first)
        # Without an answer to keep it is still done: None would have it done once more.
        work = Work(connection, None if row.is_first else {} if row.answer is None else row.answer)
        yield work
        if row.is_first:
            connection.execute(
                text("SELECT cs.finish_command(:id, CAST(:answer AS jsonb))"),
                {"id": attempt.id, "answer": json.dumps(work.answer)},
            )

    def close(self) -> None:
        """End all connections of this person at this station."""
        for feed in self._feeds:
            feed.close()
        for engine in (*self._former, self._engine):
            engine.dispose()
