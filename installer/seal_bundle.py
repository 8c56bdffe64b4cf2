"""Writes the list of a bundle's files and signs it: python installer/seal_bundle.py FOLDER (docs/adr/0017)

FOLDER/files.json names each file with size and SHA-256; FOLDER/files.sig is its signature, by installer/sign.sh with
the keys that the environment names. The authority that they come from goes into the bundle. Nothing may be changed
in FOLDER afterwards: programs are signed before. Where no key is named and UNSIGNED=1 is said, the list is written
without a signature, and as of the commit's time, so that two builds make the same. Exit: as installer/sign.sh.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
from email.parser import HeaderParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST, SIGNATURE = "files.json", "files.sig"
AUTHORITY = "_internal/signing-authority.pem"
# Written by the installer on the PC, and signed by itself.
UNLISTED = ["uninstall.exe"]


def entries(folder: Path) -> dict[str, tuple[int | str, str]]:
    """Every file below a folder but the list and its signature: size and hash, or where a link points."""
    found: dict[str, tuple[int | str, str]] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[inside] = ("link", path.readlink().as_posix())
        elif path.is_file() and inside not in {LIST, SIGNATURE, *UNLISTED}:
            with path.open("rb") as source:
                found[inside] = (path.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest())
    return found


def version(folder: Path) -> str:
    """The release that lies in a bundle, as its own metadata says. Errors: SystemExit when it is no bundle."""
    files = list(folder.glob("_internal/cleanstation_desktop-*.dist-info/METADATA"))
    if len(files) != 1:
        sys.stderr.write(f"{folder} is no bundle of CleanStation Desktop.\n")
        raise SystemExit(2)
    return str(HeaderParser().parsestr(files[0].read_text(encoding="utf-8"))["Version"])


def commit_time() -> int:
    """When the source was committed, in seconds: SOURCE_DATE_EPOCH, else what git says, else zero."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return int(os.environ["SOURCE_DATE_EPOCH"])
    git = ["git", "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(git, cwd=ROOT, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0


def seal(folder: Path, *, signed: bool) -> None:
    """Write the list. Parameters: signed, whether its signature follows: then it says the present time."""
    release = version(folder)
    authority = folder / AUTHORITY
    authority.unlink(missing_ok=True)
    (folder / SIGNATURE).unlink(missing_ok=True)
    if signed:
        shutil.copyfile(os.environ["SIGNING_AUTHORITY"], authority)
    moment = dt.datetime.now(dt.UTC) if signed else dt.datetime.fromtimestamp(commit_time(), dt.UTC)
    contents = {
        "format": 1,
        "version": release,
        "revision": (folder / "_internal" / "revision.txt").read_text(encoding="utf-8").strip(),
        "signed_at": moment.isoformat(timespec="seconds"),
        "unlisted": UNLISTED,
        "files": entries(folder),
    }
    text = json.dumps(contents, indent=0, ensure_ascii=False) + "\n"
    (folder / LIST).write_text(text, encoding="utf-8", newline="\n")


def main(folder: Path) -> int:
    """Seal a bundle; answers the exit status."""
    if not os.environ.get("SIGNING_CERTIFICATES") and os.environ.get("UNSIGNED") == "1":
        seal(folder, signed=False)
        sys.stderr.write(f"NOT SIGNED, as UNSIGNED=1 says: {folder / LIST}\n")
        return 0
    if not Path(os.environ.get("SIGNING_AUTHORITY", "")).is_file():
        sys.stderr.write(
            "Name SIGNING_AUTHORITY (PEM), the root that the certificate comes from: it goes into the bundle, for\n"
            "`cleanstation verify-installation`; or say UNSIGNED=1 and name no key to go on without.\n"
        )
        return 3
    seal(folder, signed=True)
    status = subprocess.run(["bash", ROOT / "installer" / "sign.sh", folder / LIST], check=False).returncode  # noqa: S603, S607
    if status != 0:
        (folder / LIST).unlink()
    return status


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python installer/seal_bundle.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
