"""Connections to the server: one engine per signed-in person, and a fresh one for each signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import psycopg
from sqlalchemy import URL, Dialect, Engine, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from cleanstation_desktop import keyring_store, station_file
from cleanstation_desktop.database import driver
from cleanstation_desktop.database.failures import translate
from cleanstation_desktop.domain.errors import SignInRefused

CLIENT_NAME = "cleanstation"
# Known within seconds when a server or its network went away (notes of the fail-over trials, docs/adr/0001).
KEEPALIVE = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "5000",
}
# Said while connecting, so that it costs no journey of its own. Times come back in UTC whatever the person's role or
# the PC says; compiling a query takes longer than any question of a client does. A guard looks at what is written now,
# whatever the server's own default is (cs.demand_fresh_reads).
SETTINGS = r"-c TimeZone=UTC -c jit=off -c default_transaction_isolation=read\ committed"
_ASKED = "session not ended"


def open_engine(
    url: URL, *, login: str, password: str, station: str, pooled: bool = True, passphrase: str = ""
) -> Engine:
    """Engine that connects as one person.

    Parameters: url, server and database without a person; station, name of this PC, which the server shows beside the
    session; pooled, False gives a new connection each time, as a signature needs (notes: never through a pool);
    passphrase, of the station's own key while it is being enrolled; later the keyring knows it.
    """
    target = url.set(
        drivername=driver.NAME,
        username=login,
        password=password,
        query={**KEEPALIVE, **url.query, "application_name": f"{CLIENT_NAME}/{station}"[:63], "options": SETTINGS},
    )
    if not pooled:
        engine = create_engine(target, poolclass=NullPool, hide_parameters=True)
    else:
        # The last one given back goes out first: its server process knows the tables and keeps statements.
        engine = create_engine(
            target, pool_size=2, max_overflow=3, pool_use_lifo=True, pool_timeout=10, hide_parameters=True
        )
    event.listen(engine, "checkout", driver.renew)
    if "sslkey" in url.query:
        event.listen(engine, "do_connect", partial(_unlock_key, passphrase))
    return engine


class OneTry:
    """Sends the password of an engine no more once the server has refused it: somebody changed it elsewhere, and five
    failures would lock the account (DOMAIN §9). Parameters: engine, of the person."""

    def __init__(self, engine: Engine) -> None:
        self.refused = False
        event.listen(engine, "do_connect", self._connect)

    def _connect(
        self, dialect: Dialect, _record: ConnectionPoolEntry, words: list[Any], options: dict[str, Any]
    ) -> DBAPIConnection:
        if self.refused:
            raise SignInRefused("Sign-in failed.")
        try:
            return dialect.connect(*words, **options)
        except psycopg.Error as error:
            self.refused = isinstance(translate(error), SignInRefused)
            raise


class NotEnded:
    """Asks whether the session was ended, before a connection that takes the place of a lost one is used: what an
    administrator or idleness ended goes on through no new one. Parameters: engine, of the person; signed_in_at, since
    when the session goes, by the server's clock. Errors: psycopg's, of the server's refusal."""

    def __init__(self, engine: Engine, signed_in_at: Callable[[], datetime]) -> None:
        self._signed_in_at = signed_in_at
        self._was_lost = False
        event.listen(engine, "invalidate", self._note)
        event.listen(engine, "checkout", self._ask)

    def _note(self, *_of_the_lost_one: object) -> None:
        self._was_lost = True

    def _ask(self, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        if self._was_lost and _ASKED not in record.info:
            question = "SELECT cs_adm.demand_own_session(%s)"
            cast("psycopg.Connection[Any]", connection).execute(question, (self._signed_in_at(),))
            record.info[_ASKED] = True


def open_direct_engine(url: URL) -> Engine:
    """Engine of the server side: the login stands in the address, and each connection is a new one.

    As with those of people, no error of it says the values of a statement: passwords go that way.
    """
    target = url.set(drivername="postgresql+psycopg", query={**url.query, "options": SETTINGS})
    return create_engine(target, poolclass=NullPool, hide_parameters=True)


def _unlock_key(
    passphrase: str, _dialect: Dialect, _record: ConnectionPoolEntry, _words: list[Any], options: dict[str, Any]
) -> None:
    # Only here, so that the passphrase stands in no address that a log or a report could show.
    key = Path(options["sslkey"])
    known = passphrase
    if not known and key.is_file() and station_file.is_locked(key.read_bytes()):
        known = keyring_store.read_secret(key.name) or ""
    if known:
        options["sslpassword"] = known
