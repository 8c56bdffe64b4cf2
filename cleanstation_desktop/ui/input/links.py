"""Links to a build, an order or an inspection, as they come from the desktop: a link itself, or a file with one.

They lead somewhere; they never sign anybody in. Knows no window.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

from cleanstation_desktop.domain.errors import ContentError, UsageError
from cleanstation_desktop.ui.input.scan_codes import LONGEST_CODE, SCHEME, ScanCode, ScanKind, parse_scan
from cleanstation_desktop.ui.text import tr

FILE_ENDING = ".cleanstation"
LEADING = (ScanKind.BUILD, ScanKind.ORDER, ScanKind.INSPECTION)
"""What a link may lead to."""

_LARGEST_FILE = 4096
_BEGINNINGS = {"first": f"{SCHEME}://build/", "second": f"{SCHEME}://order/", "third": f"{SCHEME}://inspection/"}


class LinkRefused(ContentError):
    """What was to be opened is no link that this client follows."""

    code = "link_refused"


def link_of(code: ScanCode) -> str:
    """The link to what a code names."""
    return f"{SCHEME}://{code.kind.value}/{quote(code.value, safe='')}"


def parse_link(text: str) -> ScanCode:
    """What a link leads to. Errors: LinkRefused for anything else, badges too."""
    if not text.lower().startswith(f"{SCHEME}://"):
        raise LinkRefused(tr("This is no link of CleanStation."), hint=_known())
    code = parse_scan(text)
    if code.kind is ScanKind.BADGE:
        raise LinkRefused(tr("A badge opens a locked screen, nothing else."), hint=tr("Scan it at the locked screen."))
    if code.kind not in LEADING:
        raise LinkRefused(tr("This link leads nowhere."), hint=_known())
    return code


def read_link(argument: str) -> str:
    """The link that the desktop hands over: given as such, or as the path or file: address of a file with one.

    Returns: the link in its usual form. Errors: LinkRefused; UsageError for a file that cannot be read.
    """
    argument = argument.strip()
    if argument.lower().startswith(f"{SCHEME}:"):
        return link_of(parse_link(argument))
    return link_of(parse_link(_only_line(Path(_path_of(argument)))))


def _path_of(argument: str) -> str:
    """The path of a file, given as such or by its address; on Windows that may lie on another machine."""
    if not argument.lower().startswith("file:"):
        return argument
    from urllib.request import url2pathname  # noqa: PLC0415 - loads half a web client, for few starts

    try:
        address = urlsplit(argument)
        elsewhere = address.netloc if sys.platform == "win32" and address.netloc.lower() != "localhost" else ""
        return url2pathname(f"//{elsewhere}{address.path}" if elsewhere else address.path)
    except (OSError, ValueError) as error:
        sentence = tr("{file} cannot be read: {reason}.", file=argument, reason=tr("this is no name of a file"))
        raise UsageError(sentence, hint=tr("Name a link, or a file with one.")) from error


def _known() -> str:
    return tr("A link begins with {first}, {second} or {third}.", **_BEGINNINGS)


def _only_line(file: Path) -> str:
    try:
        with file.open("rb") as source:
            found = source.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else tr("this is no name of a file")
        sentence = tr("{file} cannot be read: {reason}.", file=file, reason=reason)
        raise UsageError(sentence, hint=tr("Name a link, or a file with one.")) from error
    lines = found.decode("utf-8-sig", errors="replace").strip().splitlines()
    if len(found) > _LARGEST_FILE or len(lines) != 1 or len(lines[0]) > LONGEST_CODE:
        raise LinkRefused(tr("This file holds no link."), hint=tr("It has one line: the link."))
    return lines[0].strip()
