"""Make the PNG and ICO files of the application icon from resources/icons/app.svg: `python installer/app_icon.py`.

Run it after each change of the drawing and commit what it writes; a test compares sizes.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = tuple(size for size in SIZES if size <= 256)


def draw(size: int) -> Path:
    """Draw the icon as a square PNG file. Parameters: size, of the side in pixels."""
    renderer = QSvgRenderer(str(FOLDER / "app.svg"))
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    file = FOLDER / f"app-{size}.png"
    if not image.save(str(file)):
        raise OSError(f"{file} could not be written")
    return file


def main() -> None:
    """Write all PNG files, and the ICO file from them."""
    files = {size: draw(size) for size in SIZES}
    pictures = [Image.open(files[size]) for size in ICO_SIZES]
    largest = pictures.pop()
    largest.save(FOLDER / "app.ico", sizes=[(size, size) for size in ICO_SIZES], append_images=pictures)


if __name__ == "__main__":
    main()
