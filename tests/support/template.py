"""The template database that every test's own database is cloned from: schema, programs, rules, forms, catalogue."""

from __future__ import annotations

from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer

NAME = "cleanstation_template"


def build_template(cluster: EmbeddedServer) -> str:
    """Make the template in this cluster and return its name; it is called once per cluster and run.

    Every connection to it must be closed on return.
    """
    schema.init(cluster.url(NAME), environment="tests")
    return NAME
