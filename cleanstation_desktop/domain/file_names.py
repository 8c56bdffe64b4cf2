"""Names of files that people attach: made safe for every system, with the ending of what the file really is."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
}
"""Endings of each media type that is taken (DOMAIN §9), the usual one first."""

_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Names that Windows keeps for devices, with any ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.ASCII)


def safe_file_name(name: str, media_type: str) -> str:
    """A name under which a file can be kept and saved again anywhere.

    Parameters: name, as the person's system gave it, perhaps with folders; media_type, one of `ENDINGS`, found from the
    content. Folders, control and direction characters, and signs that a system forbids are taken out; an ending that
    says another type is kept inside the name, and the right one is put behind it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Direction marks could show "gpj.exe" as "exe.jpg"; joiners inside emoji are kept.
    clean = "".join(
        character
        for character in last
        if unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        and (unicodedata.category(character) != "Cf" or character == "\u200d")
    )
    clean = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", clean)).strip()
    endings = ENDINGS[media_type]
    stem, ending = clean, endings[0]
    for known in endings:
        if clean.lower().endswith(known):
            stem, ending = clean[: -len(known)], clean[-len(known) :]
    stem = stem.lstrip(" .")[: LONGEST - len(ending)].rstrip(" .") or "document"
    return f"_{stem}{ending}" if _DEVICES.fullmatch(stem) else f"{stem}{ending}"
