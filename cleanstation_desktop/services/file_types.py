"""What a file is, by its content and never by its name: JPEG, PNG, WebP or PDF, whole and readable (DOMAIN §9)."""

from __future__ import annotations

import io
import warnings

import puremagic
from PIL import Image, UnidentifiedImageError

from cleanstation_desktop.database.documents import LARGEST_FILE, MEDIA_TYPES
from cleanstation_desktop.domain.errors import Finding, InvalidInput

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# A photo of the floor has 50 million; a small file that unpacks to far more is an attack on whoever opens it.
_MOST_PIXELS = 100_000_000


def media_type_of(content: bytes) -> str:
    """The media type of a file that may be attached.

    Errors: InvalidInput (field content) when it is empty, larger than 10 MiB, of another type, or broken.
    """
    if not content:
        raise _refused("empty_file", "The file is empty.")
    if len(content) > LARGEST_FILE:
        raise _refused("too_large", f"The file is larger than {LARGEST_FILE // 2**20} MiB. Make it smaller.")
    found = _recognised(content)
    if found is None:
        raise _refused("file_type", "Only JPEG, PNG, WebP and PDF can be attached; this file is none of them.")
    if found in _FORMATS:
        _check_image(content, _FORMATS[found])
    elif b"%%EOF" not in content:
        raise _refused("broken_file", "The PDF is cut off and cannot be opened. Export it again.")
    return found


def _recognised(content: bytes) -> str | None:
    try:
        matches = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return None
    known = [match.mime_type for match in matches if match.mime_type in MEDIA_TYPES]
    if not known:
        return None
    return str(known[0])


def _check_image(content: bytes, image_format: str) -> None:
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that is twice what it finds reasonable; the bound below decides.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[image_format]) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise _refused("too_large", f"The picture has {picture.width} × {picture.height} points; too many.")
                picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as fault:
        raise _refused("broken_file", "The picture is broken and cannot be opened. Export it again.") from fault


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput([Finding("error", code, "content", message)])
