"""The pictures of the guides and of the README, from what `cleanstation demo --headless` left.

Run by `make pictures`: python -m tests.support.guide_pictures FOLDER_OF_THE_DEMO
"""

from __future__ import annotations

import re
import sys
from math import dist
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
_NAMED = re.compile(r"!\[[^\]]+\]\(((?:docs/)?images/[\w./-]+)\)")
_COLOURS, _GROUNDS = 256, 96
_GAP, _GROUND = 12, (214, 220, 228)
_HALF = (640, 400)
_PAGE = (616, 600)
_PAPERS = ("DEMO-EN-2_sink_quality_attempt-1.pdf", "DEMO-EN-2_BOM_rev-1.pdf")
_SIDE_BY_SIDE = ("build-ready-to-ship", "assembly")


def named() -> dict[Path, list[str]]:
    """The pictures that README and guides name, each with the documents that do."""
    found: dict[Path, list[str]] = {}
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for place in _NAMED.findall(document.read_text(encoding="utf-8")):
            found.setdefault((document.parent / place).resolve(), []).append(document.name)
    return found


def make(demo: Path) -> list[Path]:
    """Write every picture that is named. Parameter: demo, what --out named. Errors: FileNotFoundError, of a screen that
    the demo does not photograph."""
    made = []
    for picture in named():
        if picture.stem == "client":
            halves = [_screen(demo, name).resize(_HALF, Image.Resampling.LANCZOS) for name in _SIDE_BY_SIDE]
            _write(_beside(halves), picture)
        elif picture.stem == "sheets":
            _write(_beside([_first_page(demo / name) for name in _PAPERS]), picture)
        else:
            _write(_screen(demo, picture.stem), picture)
        made.append(picture)
    return made


def _screen(demo: Path, name: str) -> Image.Image:
    found = sorted((demo / "screens" / "en-light").glob(f"[0-9][0-9]-{name}.png"))
    if not found:
        raise FileNotFoundError(f"the demo leaves no picture {name}")
    return Image.open(found[0]).convert("RGB")


def _first_page(pdf: Path) -> Image.Image:
    """The upper part of the first page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        drawn: Image.Image = page.render(scale=_PAGE[0] / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    return drawn.crop((0, 0, *_PAGE))


def _beside(parts: list[Image.Image]) -> Image.Image:
    width = sum(part.width for part in parts) + _GAP * (len(parts) - 1)
    whole = Image.new("RGB", (width, max(part.height for part in parts)), _GROUND)
    at = 0
    for part in parts:
        whole.paste(part, (at, 0))
        at += part.width + _GAP
    return whole


def _write(picture: Image.Image, file: Path) -> None:
    """With 256 colours, of which a screen has few: a third of the size, and it looks the same."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], key=lambda pair: pair[0], reverse=True)
    colours = [colour for _, colour in counted if isinstance(colour, tuple)]
    # Grounds as they are, by what most pixels have; the rest by what stands furthest apart, as small coloured signs do.
    rest = picture.quantize(_COLOURS - _GROUNDS, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = [*colours[:_GROUNDS], *zip(rest[::3], rest[1::3], rest[2::3], strict=True)]
    place = {colour: number for number, colour in reversed(list(enumerate(palette)))}
    for colour in colours:
        if colour not in place:
            place[colour] = min(range(len(palette)), key=lambda number: dist(palette[number], colour))
    drawn = Image.frombytes("P", picture.size, bytes(place[colour] for colour in picture.get_flattened_data()))
    drawn.putpalette([part for colour in palette for part in colour])
    drawn.save(file, "PNG", optimize=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
