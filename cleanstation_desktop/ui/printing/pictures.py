"""A picture as a page, so that one preview shows both: as it was held when it was taken, on white."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui.text import tr

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Pixels of the longer side, about twice a screen, to zoom into. A photo of the floor takes four times the memory.
_LARGEST: Final = 4000
_PER_INCH: Final = 150.0
_QUALITY: Final = 92


def as_pdf(media_type: str, content: bytes) -> bytes:
    """A document as the preview takes it; a PDF is one. Not for the UI thread.

    Errors: EnvironmentFault for a picture that cannot be read.
    """
    if media_type == "application/pdf":
        return content
    from PIL import Image, ImageOps  # noqa: PLC0415 - when the first picture is looked at

    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            # A JPEG is read at the half or a quarter of its size already, when that is large enough.
            times = max(1, max(picture.size) // _LARGEST)
            picture.draft(None, (picture.width // times, picture.height // times))
            picture.thumbnail((_LARGEST, _LARGEST))
            page = _on_white(ImageOps.exif_transpose(picture))
            page.save(made, "PDF", resolution=_PER_INCH, quality=_QUALITY)
    except (OSError, SyntaxError, ValueError) as fault:
        raise EnvironmentFault(
            tr("The picture cannot be shown on this station."), hint=tr("Save it and open it elsewhere.")
        ) from fault
    return made.getvalue()


def _on_white(picture: Picture) -> Picture:
    """Black lines on nothing would else be black on black."""
    page = picture.convert("RGB")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        page.paste((255, 255, 255), (0, 0, *page.size))
        page.paste(clear, mask=clear.getchannel("A"))
    return page
