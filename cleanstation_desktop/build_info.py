"""Which program this is: the version of the release, and the revision that a bundle was made from."""

from __future__ import annotations

from importlib.metadata import version as installed_version

from cleanstation_desktop import resources

REVISION_FILE = "revision.txt"


def version() -> str:
    """The version of the release, such as 0.1.0."""
    return installed_version("cleanstation-desktop")


def revision() -> str:
    """The revision of the source that a bundle was made from; empty in a checkout, which says it better itself."""
    file = resources.root() / REVISION_FILE
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def full_version() -> str:
    """Version and revision, for people and reports: "0.1.0 (3f2a9c1d4e5b)"."""
    return f"{version()} ({revision()})" if revision() else version()
