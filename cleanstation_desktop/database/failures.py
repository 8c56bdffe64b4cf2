"""Database errors as known errors: one mapping, by SQLSTATE and constraint name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cleanstation_desktop.database.no_connection import why_no_connection
from cleanstation_desktop.domain.errors import (
    CleanStationError,
    ContentError,
    Duplicate,
    EnvironmentFault,
    Finding,
    Frozen,
    InvalidInput,
    NotFound,
    OutOfOrder,
    Refused,
    ServerAway,
    ServerFull,
    ServerReadOnly,
    SignatureRefused,
    SignInRefused,
    Stale,
)

# Fields of unique constraints, as a person knows them.
UNIQUE_FIELDS = {
    "customer_order_po_number_key": ("po_number", "This PO number is already used by another order."),
    "build_build_number_key": ("build_number", "This build number is already used."),
    "person_login_key": ("login", "This sign-in name is already used."),
    "person_initials_key": ("initials", "These initials are already used by another person."),
    "inspection_open_key": ("inspection", "An attempt of this form is already open for the build."),
    "assembly_claim_active_key": ("claim", "You have already claimed this build."),
    "change_request_open_key": ("change_request", "A change request is already open for this build."),
    "instrument_number_key": ("number", "This instrument number is already used."),
    "outsourcing_line_key": ("path", "This line is already marked for outsourcing."),
    "item_alias_pkey": ("alias", "This alias is already mapped; change or remove it."),
    "person_badge_badge_key": ("badge", "This badge is already given to another person."),
    "saved_view_name_key": ("name", "You have a view of this name already."),
    "station_name_key": ("name", "This station name is already used."),
}

OWN_CODES: dict[str, type[CleanStationError]] = {
    "CS401": SignatureRefused,
    "CS403": Refused,
    "CS404": NotFound,
    "CS409": Stale,
    "CS410": ContentError,
    "CS412": OutOfOrder,
    "CS423": Frozen,
    "CS440": SignInRefused,
    "CS451": Frozen,
}

# Codes of the server itself, and one whole class: the error, its sentence, and what to do instead of the usual hint.
SERVER_CODES: dict[str, tuple[type[CleanStationError], str, str | None]] = {
    **dict.fromkeys(("28P01", "28000"), (SignInRefused, "Sign-in failed.", None)),
    "42501": (Refused, "You may not do this.", None),
    # A guard looked for the record that the row is about.
    "P0002": (NotFound, "There is no such record.", None),
    **dict.fromkeys(
        ("53100", "53200", "53300", "53400"), (ServerFull, "The server has no space or no free connection left.", None)
    ),
    "25006": (ServerReadOnly, "The server takes no changes at the moment.", None),
    **dict.fromkeys(("40001", "40P01", "55P03"), (Stale, "Somebody else was changing the same record.", "Try again.")),
    "57014": (EnvironmentFault, "The server took too long and was stopped.", "Try again; nothing was written."),
    **dict.fromkeys(
        ("08", "57P01", "57P02", "57P03", "57P05", "25P03"),
        (ServerAway, "The connection to the server was lost.", None),
    ),
}


@contextmanager
def known_errors() -> Iterator[None]:
    """Turn database errors into known errors; anything else passes as the bug it is."""
    try:
        yield
    except CleanStationError:
        raise
    except (SQLAlchemyError, psycopg.Error) as error:
        known = translate(error)
        if known is None:
            raise
        raise known from error


def translate(error: Exception) -> CleanStationError | None:
    """Known error for a database error, or None when it is a bug of ours.

    Parameters: error, a psycopg or SQLAlchemy error.
    """
    if isinstance(error, PoolTimeout):
        return ServerAway("The server does not answer: all connections of this station are busy.")
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, psycopg.Error):
        return None
    state = original.sqlstate
    if state is None:
        return _without_state(original)
    if state in OWN_CODES or state == "CS422":
        return _own(original, state)
    return _of_server(original, state)


def _own(error: psycopg.Error, state: str) -> CleanStationError:
    message = error.diag.message_primary or "The server refused this."
    hint = error.diag.message_hint
    detail = error.diag.message_detail or state
    if state == "CS422":
        field = error.diag.column_name or detail
        return InvalidInput([Finding("error", detail, field, message)], hint=hint)
    return OWN_CODES[state](message, hint=hint, field=error.diag.column_name)


def _without_state(error: psycopg.Error) -> CleanStationError | None:
    if isinstance(error, psycopg.DataError):
        # psycopg refuses NUL in a text before it is sent.
        return InvalidInput([Finding("error", "bad_text", "text", "The text holds a character that cannot be stored.")])
    known = why_no_connection(str(error))
    if known is not None:
        return known
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return ServerAway("The server cannot be reached.")
    return None


def _of_server(error: psycopg.Error, state: str) -> CleanStationError | None:
    if state == "23505":
        constraint = error.diag.constraint_name or ""
        field, message = UNIQUE_FIELDS.get(constraint, (constraint, "This already exists."))
        return Duplicate(message, field=field)
    if state == "23514":
        column = _column_of(error, "_check")
        return InvalidInput([Finding("error", "out_of_bounds", column, f"A value is outside its bounds ({column}).")])
    if state in {"23502", "23503"}:
        field = error.diag.column_name or _column_of(error, "_fkey")
        return InvalidInput([Finding("error", "missing_reference", field, f"A needed value is missing ({field}).")])
    if state == "54000":
        return InvalidInput([Finding("error", "too_long", "value", "A value is longer than the server can keep.")])
    if state.startswith("22"):
        return InvalidInput([Finding("error", "bad_value", "value", "A value cannot be stored as it is.")])
    kind, message, hint = SERVER_CODES.get(state) or SERVER_CODES.get(state[:2]) or (None, "", None)
    return None if kind is None else kind(message, hint=hint)


def _column_of(error: psycopg.Error, kind: str) -> str:
    """Column of a broken constraint, by the naming convention of database/base.py."""
    name = (error.diag.constraint_name or "").removesuffix(kind).removesuffix("_length")
    return name.removeprefix(f"{error.diag.table_name}_")
