"""Known errors: each has a code, a plain sentence, and says what to do next. Anything else is a bug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import ClassVar


class CleanStationError(Exception):
    """Something that a person or the environment did, told in a sentence they can act on.

    Parameters: message, what is wrong; hint, what to do next; field, the input it belongs to (dotted path).
    """

    code: ClassVar[str] = "error"
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


@dataclass(frozen=True)
class Finding:
    """One remark on an input: an error stops the work, a warning is kept and shown beside the field.

    `message` says it in English. `facts` holds what stands in it by name, so that whoever knows the sentence of the
    code in another language can say it there (DESIGN §4); they add nothing to what the message says.
    """

    severity: str  # "error" | "warning"
    code: str
    field: str
    message: str
    facts: Mapping[str, str | int] = dataclass_field(default_factory=dict, compare=False)


class ContentError(CleanStationError):
    """The content was refused; nothing was written."""

    code = "content_refused"


class InvalidInput(ContentError):
    """One or more fields hold something that the rules do not allow.

    Parameters: findings, every fault found at once, each with its field.
    """

    code = "invalid_input"

    def __init__(self, findings: list[Finding], *, hint: str | None = None) -> None:
        self.findings = list(findings)
        first = findings[0] if findings else None
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(
            (first.message if first else "The input is not valid.") + more,
            hint=hint,
            field=first.field if first else None,
        )


class Refused(ContentError):
    """The signed-in person may not do this, or not now."""

    code = "refused"
    default_hint = "Ask somebody whose role allows it."


class OutOfOrder(Refused):
    """A build was asked to make a move that its status, or an open guard, does not allow (DOMAIN §3)."""

    code = "out_of_order"
    default_hint = "Finish what the message names first, then try again."


class Stale(ContentError):
    """The record was changed by somebody else since it was read."""

    code = "stale"
    default_hint = "Load the record again, compare, and repeat your change."


class Frozen(ContentError):
    """The record is approved or signed and can never change."""

    code = "frozen"
    default_hint = "Make a new revision or the next attempt instead."


class Duplicate(ContentError):
    """A number that must be unique is already used."""

    code = "duplicate"
    default_hint = "Choose another one."


class NotFound(ContentError):
    """The record is not there, or not visible to this person."""

    code = "not_found"
    default_hint = "Check the number; it may have been changed or cancelled."


class SignatureRefused(ContentError):
    """A signature was not made: wrong password, too old an authentication, or already signed."""

    code = "signature_refused"
    default_hint = "Type your own password again to sign."


class SignInRefused(CleanStationError):
    """Sign-in failed. A wrong password and a locked account answer alike, on purpose."""

    code = "sign_in_refused"
    default_hint = "Check name and password; after five failures wait 15 minutes or ask an administrator."


class UsageError(CleanStationError):
    """The command line was wrong or names a file that is not there (exit status 2)."""

    code = "usage"


class EnvironmentFault(CleanStationError):
    """The surroundings do not allow the work: server away, no rights, wrong version (exit status 3)."""

    code = "environment"


class ServerAway(EnvironmentFault):
    """The server cannot be reached."""

    code = "server_away"
    default_hint = "Check the network and whether the server runs; nothing was lost, try again."


class ServerFull(EnvironmentFault):
    """The server has no disk space or no free connection left."""

    code = "server_full"
    default_hint = "Tell the administrator; nothing was written."


class ServerReadOnly(EnvironmentFault):
    """The server takes no writes (a standby, or set read-only)."""

    code = "server_read_only"
    default_hint = "Connect to the primary server, or ask the administrator."


class SchemaTooOld(EnvironmentFault):
    """The database was made by an older release."""

    code = "schema_too_old"
    default_hint = "Ask the administrator to run: cleanstation db upgrade"


class SchemaTooNew(EnvironmentFault):
    """The database was made by a newer release than this client."""

    code = "schema_too_new"
    default_hint = "Install the current release of the client."


class ServerTooOld(EnvironmentFault):
    """PostgreSQL is older than 16, whose role rules the security stands on."""

    code = "server_too_old"
    default_hint = "Upgrade PostgreSQL to 16 or newer."
