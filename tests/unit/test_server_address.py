"""The driver's address of a station's server."""

from __future__ import annotations

from pathlib import Path

from cleanstation_desktop.services.server_address import station_url
from cleanstation_desktop.settings import Settings


def test_one_server_with_a_certificate() -> None:
    url = station_url(Settings(server="db.example.org", port=6432, root_certificate=Path("/etc/plant.crt")))
    assert (url.host, url.port, url.database, url.username) == ("db.example.org", 6432, "cleanstation", None)
    assert dict(url.query) == {"sslmode": "verify-full", "sslrootcert": "/etc/plant.crt"}


def test_of_several_the_one_that_takes_changes_on_the_port_of_all() -> None:
    url = station_url(Settings(server="a.example, b.example", port=6432))
    arguments, options = url.get_dialect()().create_connect_args(url)
    assert arguments == []
    assert options["host"] == "a.example,b.example"
    assert options["port"] == 6432
    assert options["target_session_attrs"] == "read-write"


def test_a_certificate_of_the_station() -> None:
    url = station_url(Settings(client_certificate=Path("/x/c.crt"), client_key=Path("/x/c.key")))
    assert (url.query["sslcert"], url.query["sslkey"]) == ("/x/c.crt", "/x/c.key")
