"""What can be set on one machine, as data: name, type, default, meaning. Settings of the plant live in the database.

Each is read from an environment variable: `CLEANSTATION_` and the name in capitals.
"""

from __future__ import annotations

import os
import platform
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

import platformdirs
from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cleanstation_desktop.domain.errors import EnvironmentFault

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
_WEAK_TLS_ALLOWED = frozenset({Environment.DEVELOPMENT, Environment.DEMO})


def default_data_folder() -> Path:
    """Where the demo's server and other files of this machine lie.

    Root's own home is closed to the account that runs PostgreSQL for root, so root gets a folder of the system's.
    """
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path("/var/lib/cleanstation-desktop")
    return platformdirs.user_data_path("CleanStation Desktop", appauthor=False)


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
        if self.sslmode != "verify-full" and self.environment not in _WEAK_TLS_ALLOWED:
            raise ValueError(
                f"sslmode {self.sslmode} does not prove which server answers; {self.environment} needs verify-full"
            )
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """The server's host names, in the order in which they are tried."""
        return tuple(host.strip() for host in self.server.split(",") if host.strip())


def load_settings() -> Settings:
    """The settings of this machine, from its environment variables.

    Errors: EnvironmentFault that names every variable with a wrong value, and those that do not exist.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    faults = [
        f"{name} is no setting" for name in sorted(os.environ) if name.upper().startswith(PREFIX) and name not in known
    ]
    try:
        settings = Settings()
    except ValidationError as refused:
        for error in refused.errors():
            name = PREFIX + str(error["loc"][0]).upper() if error["loc"] else "settings"
            faults.append(f"{name}: {error['msg'].removeprefix('Value error, ')}")
    else:
        if not faults:
            return settings
    raise EnvironmentFault("; ".join(faults) + ".", hint=f"Known settings: {', '.join(sorted(known))}.")
