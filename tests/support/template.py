"""The template database that every test's own database is cloned from."""

from __future__ import annotations

import psycopg

from cleanstation_desktop.operations.embedded_server import EmbeddedServer

NAME = "cleanstation_template"


def build_template(cluster: EmbeddedServer) -> str:
    """Make the template in this cluster and return its name; it is called once per cluster and run.

    Every connection to it must be closed on return.
    """
    with psycopg.connect(**cluster.dsn(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    return NAME
