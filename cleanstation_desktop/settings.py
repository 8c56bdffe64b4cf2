"""What can be set on one machine, as data: name, type, default, meaning. Settings of the plant live in the database.

Each is read from an environment variable, `CLEANSTATION_` and the name in capitals; what no variable says, from the
file that `cleanstation station enroll` wrote (station_file.py); what neither says has the default below.
"""

from __future__ import annotations

import os
import platform
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cleanstation_desktop import station_file
from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.folders import default_data_folder

PREFIX = "CLEANSTATION_"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]


class Environment(StrEnum):
    """What a server is for. A client refuses a server that carries another mark than its own setting."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    UAT = "uat"
    PRODUCTION = "production"
    DEMO = "demo"


# There the server runs on the same machine, and the embedded one is built without TLS.
WEAK_TLS_ALLOWED = frozenset({Environment.DEVELOPMENT, Environment.DEMO})


class Settings(BaseSettings):
    """The settings of this machine; `load_settings` reads them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, validate_default=True
    )

    server: Annotated[Text, Field(description="Host name of the server; several of one cluster with commas")] = (
        "localhost"
    )
    port: Annotated[int, Field(ge=1, le=65535, description="Port of the server")] = 5432
    database: Annotated[Text, Field(description="Name of the database")] = "cleanstation"
    sslmode: Annotated[
        SslMode, Field(description="How TLS is checked; anything weaker than verify-full only in demo and development")
    ] = "verify-full"
    root_certificate: Annotated[
        Path | None, Field(description="File with the certificate that the server's certificate must descend from")
    ] = None
    client_certificate: Annotated[
        Path | None, Field(description="File with this station's own certificate, where the server asks for one")
    ] = None
    client_key: Annotated[
        Path | None, Field(description="File with the key of that certificate; its passphrase is in the OS keyring")
    ] = None
    # As long as a name that the server shows beside a session (database/people.py, station).
    station: Annotated[
        Text, Field(max_length=63, description="Name of this workstation, as the audit log shows it")
    ] = (platform.node() or "unnamed")[:63]
    environment: Annotated[Environment, Field(description="What the server is for")] = Environment.PRODUCTION
    data_folder: Annotated[
        Path, Field(default_factory=default_data_folder, description="Folder of the demo's server and of files kept")
    ]
    language: Annotated[Literal["EN", "FR", "ES"], Field(description="Language of texts and sheets")] = "EN"

    @model_validator(mode="after")
    def _tls_is_checked(self) -> Self:
        if self.sslmode != "verify-full" and self.environment not in WEAK_TLS_ALLOWED:
            raise ValueError(
                f"sslmode {self.sslmode} does not prove which server answers; {self.environment} needs verify-full"
            )
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """The server's host names, in the order in which they are tried."""
        return tuple(host.strip() for host in self.server.split(",") if host.strip())


# Files that lie beside the station file when they are named without a folder.
_FILES = ("root_certificate", "client_certificate", "client_key")


def load_settings() -> Settings:
    """The settings of this machine: its environment variables, then its station file, then the defaults.

    Errors: EnvironmentFault that names every wrong value with the variable or the file that it comes from, and those
    that do not exist.
    """
    variables = sorted(name for name in os.environ if name.upper().startswith(PREFIX))
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    faults = [f"{name} is no setting" for name in variables if name.upper() not in known]
    file = station_file.find()
    stored = {} if file is None else _below(variables, file)
    try:
        settings = Settings(**stored)
    except ValidationError as refused:
        for error in refused.errors():
            name = str(error["loc"][0]) if error["loc"] else "settings"
            place = f"{file}: {name}" if name in stored else PREFIX + name.upper() if error["loc"] else name
            faults.append(f"{place}: {error['msg'].removeprefix('Value error, ')}")
    else:
        if not faults:
            return settings
    hint = f"Known settings: {', '.join(sorted(known))}."
    if stored:
        hint += " A station is enrolled by: cleanstation station enroll"
    raise EnvironmentFault("; ".join(faults) + ".", hint=hint)


def is_enrolled() -> bool:
    """Whether somebody has said which server this machine belongs to, by enrolling it or by a variable."""
    return bool(os.environ.get(f"{PREFIX}SERVER")) or station_file.find() is not None


def _below(variables: list[str], file: Path) -> dict[str, Any]:
    """What the station file says and no variable does."""
    given = {name.upper() for name in variables if os.environ[name]}
    stored = {name: value for name, value in station_file.read(file).items() if PREFIX + name.upper() not in given}
    for name in _FILES:
        if isinstance(named := stored.get(name), str):
            stored[name] = file.parent / named
    return stored
