"""The template database that every test's own database is cloned from: schema, programs, rules, forms, catalogue."""

from __future__ import annotations

from sqlalchemy import NullPool, create_engine

from cleanstation_desktop import resources
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services.catalogue_files import read_catalogue
from cleanstation_desktop.services.catalogue_import import store_catalogue

NAME = "cleanstation_template"


def build_template(cluster: EmbeddedServer) -> str:
    """Make the template in this cluster and return its name; it is called once per cluster and run.

    Every connection to it must be closed on return.
    """
    schema.init(cluster.url(NAME), environment="tests")
    catalogue, findings = read_catalogue(resources.path("demo_catalogue"))
    assert catalogue is not None
    engine = create_engine(cluster.url(NAME).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET ROLE cs_owner")
        store_catalogue(connection, catalogue, findings)
    engine.dispose()
    return NAME
