"""Writes what is in a bundle: python installer/describe_bundle.py FOLDER WORK [PYTHON] [--copies DIR] (docs/adr/0017)

FOLDER/THIRD-PARTY-NOTICES.txt holds each part's licence with its text, FOLDER/sbom.cdx.json the same as CycloneDX 1.6
with the hash of each file; DIR gets a copy of that, named for the release. WORK is where PyInstaller left its *.toc;
PYTHON is the home of the Python for Windows that it ran with under wine. A file of nobody, or a part without a licence
text, stops it. The programs have no hash in it: they are signed afterwards, and files.json has theirs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import shutil
import sys
import uuid
from pathlib import Path

from bundle_parts import Part, Unknown, gather
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.exception import CycloneDxException
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from seal_bundle import commit_time, version

NOTICES, SBOM = "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"
NAME = "cleanstation-desktop"
_HEAD = """CleanStation Desktop {version}: works of others that it is made with

Qt, PySide6 and psycopg are used under the LGPL. They lie in this folder as libraries of their own and may be replaced
by others that fit; how, is said in the operator guide. Their source is published by their makers.

"""
_RULE = "=" * 100


def notices(parts: list[Part], release: str) -> str:
    """The notices as text: a list of the parts, then each text once with the parts that it belongs to."""
    lines = [_HEAD.format(version=release)]
    lines += [f"{' '.join(filter(None, (part.name, part.version)))}: {part.licence}" for part in parts]
    texts: dict[str, list[str]] = {}
    for part in parts:
        for heading, text in part.texts.items():
            title = part.name if heading.startswith(part.name) else f"{part.name} ({heading})"
            texts.setdefault(text.strip().replace("\r\n", "\n"), []).append(title)
    for text, titles in texts.items():
        lines += ["", _RULE, *sorted(set(titles), key=str.lower), _RULE, "", text]
    return "\n".join(lines) + "\n"


def sbom(folder: Path, parts: list[Part], release: str, revision: str) -> str:
    """The bill of materials as JSON, the same for the same bundle."""
    own = PackageURL("generic", name=NAME, version=release)
    main = Component(name=NAME, version=release, type=ComponentType.APPLICATION, purl=own, bom_ref=NAME)
    main.description = f"revision {revision}"
    made = [_component(folder, part) for part in parts]
    names = "\n".join(f"{one.purl}" for one in made)
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{NAME} {release} {revision}\n{names}"), components=made)
    bom.metadata.component = main
    bom.metadata.timestamp = dt.datetime.fromtimestamp(commit_time(), dt.UTC)
    bom.register_dependency(main, made)
    return str(JsonV1Dot6(bom).output_as_string(indent=1)) + "\n"


def _component(folder: Path, part: Part) -> Component:
    files = [
        Component(name=name, type=ComponentType.FILE, bom_ref=f"file:{name}", hashes=[_hash(folder / name)])
        for name in sorted(part.files)
        if "/" in name and not (folder / name).is_symlink()
    ]
    factory = LicenseFactory()
    try:
        licence = factory.make_from_string(part.licence)
    except CycloneDxException:
        licence = factory.make_with_name(part.licence)
    return Component(
        name=part.name,
        version=part.version or None,
        type=ComponentType.LIBRARY,
        purl=PackageURL.from_string(part.purl),
        bom_ref=part.purl,
        licenses=[licence],
        components=files,
    )


def _hash(file: Path) -> HashType:
    with file.open("rb") as source:
        return HashType(alg=HashAlgorithm.SHA_256, content=hashlib.file_digest(source, "sha256").hexdigest())


def main() -> int:
    """Write both files; answers the exit status."""
    arguments = argparse.ArgumentParser(description="Writes what is in a bundle.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("work", type=Path)
    arguments.add_argument("python", type=Path, nargs="?")
    arguments.add_argument("--copies", type=Path)
    given = arguments.parse_args()
    folder = given.folder.resolve()
    release = version(folder)
    revision = (folder / "_internal/revision.txt").read_text(encoding="utf-8").strip()
    for name in (NOTICES, SBOM):
        (folder / name).unlink(missing_ok=True)
    try:
        parts = gather(folder, given.work.resolve(), given.python and given.python.resolve())
    except Unknown as error:
        sys.stderr.write(f"{error}\n")
        return 1
    bill = sbom(folder, parts, release, revision)
    (folder / NOTICES).write_text(notices(parts, release), encoding="utf-8", newline="\n")
    (folder / SBOM).write_text(bill, encoding="utf-8", newline="\n")
    if given.copies:
        system = "windows" if list(folder.glob("*.exe")) else "linux"
        shutil.copyfile(folder / SBOM, given.copies / f"CleanStation-Desktop-{release}-{system}.cdx.json")
    sys.stdout.write(f"{folder}: {len(parts)} parts, {sum(len(part.files) for part in parts)} files of theirs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
