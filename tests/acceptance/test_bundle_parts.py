"""What is said of a bundle: each file has an owner with a licence text, and the bill of materials is a valid one."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.support.signing_tools import ROOT

SCRIPT = ROOT / "installer/describe_bundle.py"
PACKAGES = Path(sysconfig.get_path("purelib"))
STDLIB = Path(sysconfig.get_path("stdlib"))


class Bundle:
    """A bundle of a few files, with the record that PyInstaller would leave of it."""

    def __init__(self, place: Path) -> None:
        self.folder, self.work = place / "bundle", place / "work"
        self.work.mkdir()
        self.collected: list[tuple[str, str, str]] = []
        self.modules: list[tuple[str, str, str]] = []
        metadata = self.folder / "_internal/cleanstation_desktop-1.2.3.dist-info/METADATA"
        metadata.parent.mkdir(parents=True)
        metadata.write_text("Metadata-Version: 2.4\nName: cleanstation-desktop\nVersion: 1.2.3\n\n")
        inside = metadata.relative_to(self.folder / "_internal").as_posix()
        self.collected.append((inside, str(ROOT / "resources/x"), "DATA"))
        (self.folder / "_internal/revision.txt").write_text("0123456789ab\n")
        (self.folder / "cleanstation").write_bytes(b"\x7fELF")
        (self.folder / "cleanstation").chmod(0o755)
        for name in ("OpenSans-Regular.ttf", "OpenSans-LICENSE.txt", "DejaVuSans.ttf", "DejaVu-LICENSE.txt"):
            self.add(f"resources/fonts/{name}", ROOT / "resources/fonts" / name)

    def add(self, inside: str, source: Path) -> None:
        """Put a file into the bundle."""
        file = self.folder / "_internal" / inside
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.read_bytes())
        self.collected.append((inside, str(source), "BINARY"))

    def describe(self) -> subprocess.CompletedProcess[str]:
        """Run installer/describe_bundle.py."""
        (self.work / "COLLECT-00.toc").write_text(repr((self.collected,)))
        (self.work / "PYZ-00.toc").write_text(repr(("PYZ-00.pyz", self.modules)))
        command = [sys.executable, "-W", "error", str(SCRIPT), str(self.folder), str(self.work)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    @property
    def bill(self) -> str:
        return (self.folder / "sbom.cdx.json").read_text(encoding="utf-8")

    @property
    def notices(self) -> str:
        return (self.folder / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return Bundle(tmp_path)


def carried(package: str, name: str) -> Path:
    """A library that a wheel carries, by the beginning of its name."""
    return next(path for path in (PACKAGES / f"{package}.libs").iterdir() if path.name.startswith(name))


def test_parts_are_told_with_licence_version_and_hash(bundle: Bundle) -> None:
    openssl = carried("psycopg_binary", "libcrypto")
    bundle.add(f"psycopg_binary.libs/{openssl.name}", openssl)
    bundle.add("PySide6/Qt/lib/libQt6Core.so.6", PACKAGES / "PySide6/Qt/lib/libQt6Core.so.6")
    bundle.modules += [
        ("alembic", str(PACKAGES / "alembic/__init__.py"), "PYMODULE"),
        ("PySide6", str(PACKAGES / "PySide6/__init__.py"), "PYMODULE"),
        ("json", str(STDLIB / "json/__init__.py"), "PYMODULE"),
        ("cleanstation_desktop", str(ROOT / "cleanstation_desktop/__init__.py"), "PYMODULE"),
    ]
    done = bundle.describe()
    assert done.returncode == 0, done.stderr
    faults = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bundle.bill)
    assert faults is None
    bill = json.loads(bundle.bill)
    parts = {part["name"]: part for part in bill["components"]}
    names = {"alembic", "DejaVu", "Open Sans", "OpenSSL", "pyinstaller", "PySide6_Essentials", "Python", "Qt"}
    assert set(parts) == names
    assert parts["alembic"]["version"] == distribution("alembic").version
    assert parts["alembic"]["purl"] == f"pkg:pypi/alembic@{distribution('alembic').version}"
    assert parts["OpenSSL"]["version"].startswith("3.")
    assert parts["Qt"]["licenses"] == [{"license": {"id": "LGPL-3.0-only"}}]
    (file,) = parts["OpenSSL"]["components"]
    assert file["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(openssl.read_bytes()).hexdigest()}]
    assert bill["metadata"]["component"]["version"] == "1.2.3"
    for text in ("Michael Bayer", "GNU LESSER GENERAL PUBLIC LICENSE", "Apache License", "PYTHON SOFTWARE FOUNDATION"):
        assert text in bundle.notices
    assert str(ROOT) not in bundle.notices + bundle.bill


def test_the_same_bundle_is_told_the_same(bundle: Bundle) -> None:
    bundle.modules.append(("alembic", str(PACKAGES / "alembic/__init__.py"), "PYMODULE"))
    bundle.describe()
    first = (bundle.bill, bundle.notices)
    bundle.describe()
    assert (bundle.bill, bundle.notices) == first


def test_a_file_of_nobody_stops_the_build(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "libstrange.so.1").write_bytes(b"\x7fELF")
    bundle.add("libstrange.so.1", tmp_path / "libstrange.so.1")
    (bundle.folder / "_internal/fallen-from-the-sky.so").write_bytes(b"")
    done = bundle.describe()
    assert done.returncode == 1
    assert "libstrange.so.1 belongs to no package that is known" in done.stderr
    assert "_internal/fallen-from-the-sky.so: nobody knows where it came from" in done.stderr
    assert not list(bundle.folder.glob("*.*")), "no notices that are not whole"


def test_a_package_without_a_licence_text_stops_the_build(bundle: Bundle, tmp_path: Path) -> None:
    home = tmp_path / "python"
    packages = home / "Lib/site-packages"
    strange = packages / "strange-1.0.dist-info"
    strange.mkdir(parents=True)
    (packages / "strange.py").write_text("")
    (packages / "strange.libs").mkdir()
    (packages / "strange.libs/libunheard-1.dll").write_bytes(b"MZ")
    (strange / "METADATA").write_text("Metadata-Version: 2.4\nName: strange\nVersion: 1.0\nLicense: MIT\n\n")
    names = ("strange.py", "strange.libs/libunheard-1.dll", "strange-1.0.dist-info/METADATA")
    (strange / "RECORD").write_text("".join(f"{name},,\n" for name in names))
    (home / "LICENSE.txt").write_text("PSF")
    # As wine writes it.
    bundle.modules.append(("strange", "Z:" + str(packages / "strange.py").replace("/", "\\"), "PYMODULE"))
    bundle.add("strange.libs/libunheard-1.dll", packages / "strange.libs/libunheard-1.dll")
    (bundle.work / "COLLECT-00.toc").write_text(repr((bundle.collected,)))
    (bundle.work / "PYZ-00.toc").write_text(repr(("PYZ-00.pyz", bundle.modules)))
    command = [sys.executable, str(SCRIPT), str(bundle.folder), str(bundle.work), str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "strange 1.0 comes without a licence text" in done.stderr
    assert "libunheard-1.dll of strange: nobody says under which licence it is" in done.stderr


def test_a_font_without_a_licence_stops_the_build(bundle: Bundle) -> None:
    bundle.add("resources/fonts/Other.ttf", ROOT / "resources/fonts/DejaVuSans.ttf")
    done = bundle.describe()
    assert (done.returncode, "Fonts without a licence: Other.ttf" in done.stderr) == (1, True)
