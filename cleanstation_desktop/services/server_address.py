"""Where the server of this station is, as an address for the driver (DESIGN §1)."""

from __future__ import annotations

from sqlalchemy import URL

from cleanstation_desktop.settings import Settings


def station_url(settings: Settings) -> URL:
    """The address of the database without a person, with the checks of TLS that the settings ask for.

    Of several hosts the one that takes changes is chosen, as after a fail-over.
    """
    options: dict[str, str] = {"sslmode": settings.sslmode}
    if len(settings.hosts) > 1:
        options["target_session_attrs"] = "read-write"
    return URL.create(
        "postgresql+psycopg",
        host=",".join(settings.hosts),
        port=settings.port,
        database=settings.database,
        query={**options, **certificate_options(settings)},
    )


def certificate_options(settings: Settings) -> dict[str, str]:
    """The driver's options for the certificates of this station."""
    files = {
        "sslrootcert": settings.root_certificate,
        "sslcert": settings.client_certificate,
        "sslkey": settings.client_key,
    }
    return {name: str(file) for name, file in files.items() if file is not None}
