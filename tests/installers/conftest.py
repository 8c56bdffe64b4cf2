"""What was packed for people, installed and run for real: `make test-installers` names the folder where it lies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanstation_desktop.build_info import version
from tests.installers.debian import DESKTOP, OLDER, PERSON, PROGRAM, SERVICE
from tests.support.clusters import unique_login
from tests.support.debian_chroot import Chroot
from tests.support.shop import PRE_QC, Shop
from tests.support.tls_server import TlsServer

ROOT = Path(__file__).resolve().parents[2]
NAMED = os.environ.get("INSTALLERS", "")
CACHE = ROOT / "build" / "installers"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They take many minutes and programs of their own, so only that target runs them."""
    if NAMED:
        return
    reason = pytest.mark.skip(reason="NOT TESTED: the installers; `make test-installers` does")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(reason)


@pytest.fixture(scope="session")
def packed() -> Path:
    """The folder with the installers."""
    return (ROOT / NAMED).resolve()


@pytest.fixture(scope="session")
def packages(packed: Path) -> dict[str, Path]:
    """Both packages as they were made."""
    found = {name: sorted(packed.glob(f"{name}_{version()}_*.deb")) for name in (DESKTOP, SERVICE)}
    assert all(len(files) == 1 for files in found.values()), f"make installer-deb first: {packed} has {found}"
    return {name: files[0] for name, files in found.items()}


@pytest.fixture(scope="session")
def older(packages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same as an older release, with a file that the present one has no more."""
    place = tmp_path_factory.mktemp("older")
    made = {}
    for name, package in packages.items():
        folder = place / name
        subprocess.run(["dpkg-deb", "--raw-extract", package, folder], check=True)
        control = folder / "DEBIAN" / "control"
        control.write_text(control.read_text().replace(f"= {version()})", f"= {OLDER})"))
        control.write_text(re.sub("(?m)^Version: .*", f"Version: {OLDER}", control.read_text()))
        if name == DESKTOP:
            (folder / PROGRAM / "_internal" / "of-the-older-one.txt").write_text("gone with the upgrade")
        made[name] = place / f"{name}_{OLDER}.deb"
        words = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(folder), str(made[name])]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)
    return made


@pytest.fixture(scope="session")
def debian(packages: dict[str, Path], run_folder: Path) -> Iterator[Chroot]:
    """A smallest Debian with a person, and of other packages no more than ours name; in memory where there is room."""
    made = Chroot(run_folder / unique_login("debian"), CACHE)
    made.must("useradd", "--create-home", PERSON)
    for package in packages.values():
        fields = subprocess.run(["dpkg-deb", "--field", package, "Depends"], check=True, capture_output=True, text=True)
        names = [re.split(r"[ (]", word.strip())[0] for word in fields.stdout.split(",")]
        foreign = [name for name in names if name != DESKTOP]
        made.must("apt-get", "install", "-y", "-q", "--no-install-recommends", *foreign)
    yield made
    shutil.rmtree(made.root)


@pytest.fixture
def bare(debian: Chroot) -> Chroot:
    """Nothing of ours is installed, and nothing left."""
    debian.must("dpkg", "--purge", SERVICE, DESKTOP)
    return debian


@pytest.fixture
def installed(debian: Chroot, packages: dict[str, Path]) -> Chroot:
    """The client is installed and no more of ours."""
    debian.must("dpkg", "--purge", SERVICE)
    if debian.version(DESKTOP) != f"installed {version()}":
        done = debian.install([packages[DESKTOP]], "--allow-downgrades")
        assert done.status == 0, done.out
    return debian


@pytest.fixture(scope="session")
def plant(tls_server: TlsServer) -> Iterator[Shop]:
    """A production plant with a build whose first inspection is signed."""
    tls_server.mark_production()
    shop = Shop(tls_server.database)
    shop.inspect(shop.qc, shop.arrived_build(), PRE_QC)
    yield shop
    shop.close()
