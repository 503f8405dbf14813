"""Makes the program's icons for all systems from one drawing.

`python packaging/icons.py FOLDER` writes `sigverify.ico` (Windows), `sigverify.icns` (macOS) and
`sigverify-SIZE.png` (Linux).
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).parents[1] / "assets" / "icons" / "sigverify.svg"
LINUX_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)
MACOS_SIZE = 1024


def drawn(size: int) -> Image.Image:
    """Render the drawing at a size in pixels; each size is rendered, not scaled."""
    canvas = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    canvas.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt text
    return Image.open(io.BytesIO(buffer.data().data()))


def main(folder: Path) -> None:
    """Write all icons into a folder."""
    application = QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    for size in LINUX_SIZES:
        drawn(size).save(folder / f"sigverify-{size}.png", optimize=True)
    *smaller, largest = (drawn(size) for size in WINDOWS_SIZES)
    sizes = [(size, size) for size in WINDOWS_SIZES]
    largest.save(folder / "sigverify.ico", sizes=sizes, append_images=smaller)
    drawn(MACOS_SIZE).save(folder / "sigverify.icns")
    del application


if __name__ == "__main__":
    main(Path(sys.argv[1]))
