"""What a check of the connection can find, step by step, with the sentence for each (data of connection_check.py).

A sentence is English with {names} of facts in it, and the key of its own translation (ui/text.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Check(StrEnum):
    """The steps, in their order; those from SIGN_IN on need a person who signs in."""

    NAME = "name"
    PORT = "port"
    SERVER = "server"
    ENCRYPTION = "encryption"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign_in"
    RELEASE = "release"
    SCHEMA = "schema"
    ENVIRONMENT = "environment"
    CLOCK = "clock"


TITLES: Mapping[Check, str] = {
    Check.NAME: "Server name",
    Check.PORT: "Port",
    Check.SERVER: "Database server",
    Check.ENCRYPTION: "Encryption",
    Check.CERTIFICATE: "Certificate",
    Check.SIGN_IN: "Sign-in and database",
    Check.RELEASE: "PostgreSQL release",
    Check.SCHEMA: "CleanStation release",
    Check.ENVIRONMENT: "Environment",
    Check.CLOCK: "Clock",
}

PER_SERVER = (Check.NAME, Check.PORT, Check.SERVER, Check.ENCRYPTION, Check.CERTIFICATE)
PER_PERSON = (Check.SIGN_IN, Check.RELEASE, Check.SCHEMA, Check.ENVIRONMENT, Check.CLOCK)


class Outcome(StrEnum):
    """How a step ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


Fact = str | int | dt.datetime


@dataclass(frozen=True)
class Sentence:
    """What is to be said. Parameters: text, what is; hint, what to do next."""

    outcome: Outcome
    text: str
    hint: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a check, done or skipped.

    Parameters: server, the host that it is about, empty for the steps of a person; code, of its sentence; facts, what
    stands in the sentence by name.
    """

    check: Check
    server: str
    code: str
    outcome: Outcome
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return SENTENCES[self.code].text.format(**self._spoken())

    @property
    def hint(self) -> str:
        """What to do next, in English; empty where nothing is to be done."""
        return SENTENCES[self.code].hint.format(**self._spoken())

    def _spoken(self) -> dict[str, Fact]:
        return {name: f"{f:%Y-%m-%d %H:%M} UTC" if isinstance(f, dt.datetime) else f for name, f in self.facts.items()}


def step(check: Check, server: str, code: str, **facts: Fact) -> Step:
    """A step with the sentence of a code, and the outcome that goes with it."""
    known: dict[str, Fact] = {"server": server, **facts} if server else facts
    return Step(check, server, code, SENTENCES[code].outcome, known)


_OK, _WARNING, _FAILED, _SKIPPED = Outcome.OK, Outcome.WARNING, Outcome.FAILED, Outcome.SKIPPED
_CLOCK_OR_CERTIFICATE = (
    "If this PC's clock is wrong, set it. If it is right, the server needs a new certificate: tell its administrator."
)

SENTENCES: Mapping[str, Sentence] = {
    "not_reached": Sentence(_SKIPPED, "Not checked, because of what failed before."),
    "needs_sign_in": Sentence(_SKIPPED, "Checked when somebody signs in."),
    "name_found": Sentence(_OK, "{server} has the address {address}."),
    "name_unknown": Sentence(
        _FAILED,
        "No machine is called {server} on this network.",
        "Check the spelling and the network cable; then ask whoever runs the network.",
    ),
    "port_open": Sentence(_OK, "Port {port} is open."),
    "port_closed": Sentence(
        _FAILED,
        "{server} is there, but nothing answers on port {port}.",
        "Check the port number; then ask the administrator whether the database server runs.",
    ),
    "port_silent": Sentence(
        _FAILED,
        "{server} does not answer.",
        "It may be switched off, or a firewall is in between. Check the network, then ask the administrator.",
    ),
    "other_server_away": Sentence(
        _WARNING, "{server} does not answer; another server of the list does.", "Tell the administrator."
    ),
    "is_postgresql": Sentence(_OK, "A PostgreSQL server answers."),
    "is_other_program": Sentence(
        _FAILED,
        "What answers on port {port} of {server} is no PostgreSQL server.",
        "Check the server's name and the port number.",
    ),
    "encrypted": Sentence(_OK, "The connection is encrypted ({version})."),
    "not_encrypted": Sentence(
        _FAILED,
        "The server offers no encryption.",
        "Ask the administrator to switch TLS on. Without it passwords and records could be read on the way.",
    ),
    "plain_allowed": Sentence(_WARNING, "The connection is not encrypted. That is good enough for a demo only."),
    "no_agreement": Sentence(
        _FAILED,
        "This PC and the server cannot agree on an encrypted connection ({reason}).",
        "Tell the administrator of the server what stands here.",
    ),
    "proven": Sentence(_OK, "The certificate proves that this is {server}. It is good until {until}."),
    "proven_not_for_long": Sentence(
        _WARNING,
        "The certificate proves that this is {server}, but only until {until}.",
        "Tell the administrator that the server soon needs a new certificate.",
    ),
    "not_proven": Sentence(_WARNING, "Nothing proves which server answers ({sslmode})."),
    "no_root": Sentence(
        _FAILED,
        "The root certificate is missing ({file}).",
        "Choose the root certificate that the administrator gave out for this server.",
    ),
    "other_root": Sentence(
        _FAILED,
        "The server's certificate does not come from the chosen root certificate.",
        "Choose the root certificate that the administrator gave out. If it is that one, somebody may be pretending to "
        "be the server: do not go on, and tell the administrator.",
    ),
    "expired": Sentence(
        _FAILED, "The server's certificate ended on {until}; this PC's clock says {now}.", _CLOCK_OR_CERTIFICATE
    ),
    "not_yet_valid": Sentence(
        _FAILED, "The server's certificate begins on {since}; this PC's clock says {now}.", _CLOCK_OR_CERTIFICATE
    ),
    "root_out_of_date": Sentence(
        _FAILED,
        "The root certificate, or one between it and the server's, is not valid on the day that this PC's clock says: "
        "{now}.",
        "If this PC's clock is wrong, set it. If it is right, ask the administrator for the present root certificate.",
    ),
    "other_name": Sentence(
        _FAILED,
        "The certificate is for {names}, not for {server}.",
        "Enter the server by a name that its certificate has, or ask the administrator for one that names {server}.",
    ),
    "not_trusted": Sentence(
        _FAILED,
        "The server's certificate is not trusted ({reason}).",
        "Tell the administrator of the server what stands here.",
    ),
    "station_refused": Sentence(
        _FAILED,
        "The server does not take this station's own certificate ({reason}).",
        "Ask the administrator for a new certificate and key for this station.",
    ),
    "signed_in": Sentence(_OK, "{login} may sign in to the database {database}."),
    "sign_in_refused": Sentence(
        _FAILED,
        "The sign-in failed.",
        "Check name and password; after five failures wait 15 minutes or ask an administrator.",
    ),
    "no_database": Sentence(
        _FAILED,
        "The server has no database called {database}.",
        "Check the name; the administrator knows it.",
    ),
    "not_admitted": Sentence(
        _FAILED,
        "The server lets nobody in from this PC, or not by that name.",
        "Check the name. Then ask the administrator to let this PC's network in (pg_hba.conf).",
    ),
    "wants_certificate": Sentence(
        _FAILED,
        "The server asks this station for a certificate of its own.",
        "Ask the administrator for a certificate and key for this station, and enrol it with them.",
    ),
    "not_connected": Sentence(
        _FAILED, "No connection was made: {reason}", "Try again; if it stays so, tell the administrator."
    ),
    "lost": Sentence(
        _FAILED, "The server ended the connection: {reason}", "Try again; if it stays so, tell the administrator."
    ),
    "release_good": Sentence(_OK, "The server runs PostgreSQL {release}."),
    "release_old": Sentence(
        _FAILED,
        "The server runs PostgreSQL {release}; 16 or newer is needed.",
        "Ask the administrator to upgrade PostgreSQL.",
    ),
    "schema_same": Sentence(_OK, "The database fits this release."),
    "schema_none": Sentence(
        _FAILED,
        "The database {database} holds no CleanStation, or shows it to nobody by that name.",
        "Check the name of the database; the administrator installs one by: cleanstation db init",
    ),
    "schema_old": Sentence(
        _FAILED,
        "The database is of an older release than this client.",
        "Ask the administrator to run: cleanstation db upgrade",
    ),
    "schema_new": Sentence(
        _FAILED, "The database is of a newer release than this client.", "Install the current release on this PC."
    ),
    "environment_same": Sentence(_OK, "The server is marked {mark}, as chosen."),
    "environment_other": Sentence(
        _FAILED,
        "The server is marked {mark}, and this station is to be {chosen}.",
        "Choose the right environment or the right server. Real work belongs on production only.",
    ),
    "clock_same": Sentence(_OK, "This PC's clock agrees with the server's."),
    "clock_off": Sentence(
        _WARNING,
        "This PC's clock says {now}; the server's says {server_time}.",
        "Set this PC's clock; times on screen would mislead.",
    ),
    "clock_wrong": Sentence(
        _FAILED,
        "This PC's clock says {now}; the server's says {server_time}. That is a day or more apart.",
        "Set this PC's clock, with its date, and check again.",
    ),
}
