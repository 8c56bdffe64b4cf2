"""Why the driver made no connection, by its words: before a server takes somebody in, nothing has a code."""

from __future__ import annotations

import re

from cleanstation_desktop.domain.errors import (
    CleanStationError,
    EnvironmentFault,
    ServerAway,
    ServerFull,
    SignInRefused,
)

# Said of who wants to come in. What "does not exist" can be a file of this PC, too.
_REFUSED = re.compile(
    r"password authentication failed|role \".*\" does not exist|not permitted to log in|"
    r"permission denied for database|no password supplied"
)
_NO_DATABASE = re.compile(r"database \".*\" does not exist")
_FULL = re.compile(r"too many connections|remaining connection slots|too many clients")
# Whatever it is, nothing was sent and it is worth another try: else who works would take it for a refusal of the work.
_AWAY = (
    (
        r"certificate verify failed|does not match host name",
        "The server did not prove that it is the right one.",
        "Tell the administrator: its certificate has ended or is another one, or somebody pretends to be the server.",
    ),
    (
        r"requires a valid client certificate|alert certificate required",
        "The server asks this station for a certificate of its own.",
        "Ask the administrator for a certificate and key for this station, and enrol it with them.",
    ),
    (
        r"alert (unknown ca|bad certificate|certificate (expired|revoked|unknown))",
        "The server does not take this station's own certificate.",
        "Ask the administrator for a new certificate and key for this station.",
    ),
    (
        r"certificate file \"|private key|could not load .* key",
        "A certificate or key of this station cannot be used.",
        "Enrol this station again, with the files that the administrator gave out.",
    ),
    (
        r"does not support SSL",
        "The server offers no encryption.",
        "Ask the administrator to switch TLS on. Without it passwords and records could be read on the way.",
    ),
    (
        r"pg_hba\.conf",
        "The server lets nobody in from this PC, or not by that name.",
        "Check the name. Then ask the administrator to let this PC's network in (pg_hba.conf).",
    ),
)


def why_no_connection(said: str) -> CleanStationError | None:
    """The known error for what the driver said; None where its words tell no more than that there is no connection."""
    if _NO_DATABASE.search(said):
        # Told after the password was right, so it helps no guesser.
        return EnvironmentFault("The server has no database of this name.", hint="Check the settings of this station.")
    if _REFUSED.search(said):
        return SignInRefused("Sign-in failed.")
    if _FULL.search(said):
        return ServerFull("The server has no free connection.")
    found = (ServerAway(message, hint=hint) for words, message, hint in _AWAY if re.search(words, said))
    return next(found, None)
