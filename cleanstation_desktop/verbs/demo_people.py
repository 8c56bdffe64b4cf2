"""The demo's people: made by the administrator, signed in with passwords of their own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from sqlalchemy import URL

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.services import people
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sign_in import PasswordChangeNeeded, change_password, sign_in

STATION = "demo-station"


class Cast:
    """Everybody who takes part, each with a session of their own; closed together.

    Parameters: url, the database without a person.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._passwords: dict[str, str] = {}
        self._sessions: dict[str, Session] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            session.close()

    def enter(self, login: str, one_time_password: str) -> Session:
        """Somebody's first sign-in: the one-time password is replaced, then the real session begins."""
        first = sign_in(self._url, login, one_time_password, station=STATION)
        if not isinstance(first, PasswordChangeNeeded):
            first.close()
            raise EnvironmentFault(f"{login} has no one-time password.", hint="Use an empty data folder.")
        password = f"{secrets.token_urlsafe(12)}-{secrets.token_urlsafe(6)}"
        change_password(self._url, login, one_time_password, password, station=STATION)
        session = sign_in(self._url, login, password, station=STATION)
        if isinstance(session, PasswordChangeNeeded):
            raise EnvironmentFault(f"The password of {login} was not changed.")
        self._passwords[login] = password
        self._sessions[login] = session
        return session

    def hire(self, admin: Session, newcomers: Iterable[NewPerson]) -> None:
        """Let the administrator make people, who then sign in."""
        for newcomer in newcomers:
            made = people.create(admin, newcomer)
            self.enter(made.login, str(made.password))

    def session(self, person: NewPerson) -> Session:
        """The session of one of the people."""
        return self._sessions[person.login]

    def sign_ins(self) -> tuple[tuple[str, str], ...]:
        """Sign-in name and password of everybody."""
        return tuple(self._passwords.items())

    def password(self, person: NewPerson) -> str:
        """What the person types to sign."""
        return self._passwords[person.login]
