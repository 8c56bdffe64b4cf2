"""Stand-ins for papers that the customer and the drawing office send."""

from __future__ import annotations

import io


def drawing(build_number: str) -> bytes:
    """A one-page PDF that stands for the approved drawing of a build."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - 0.1 s that only the demo pays

    buffer = io.BytesIO()
    page = Canvas(buffer, pagesize=(420, 297), invariant=1)
    page.setTitle(f"Drawing of {build_number}")
    page.drawString(30, 260, f"Approved drawing (demo): {build_number}")
    page.rect(30, 40, 360, 200)
    page.save()
    return buffer.getvalue()
