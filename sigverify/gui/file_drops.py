"""Files and images from drag and drop or from the clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from sigverify.gui.models.pasted import PastedImages

# A dropped folder means the files in it; at most this many files are taken.
_MAX_FILES: Final = 5000


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files that were dropped or copied; a folder gives its files in sorted order."""
    found: list[Path] = []
    for url in data.urls():
        if not url.isLocalFile():
            continue
        path = Path(url.toLocalFile())
        if path.is_dir():
            inside = (one for one in path.iterdir() if one.is_file())
            found += sorted(one for one in inside if not one.name.startswith("."))
        else:
            found.append(path)
    return found[:_MAX_FILES]


def pasted_files(data: QMimeData, *, images: PastedImages) -> list[Path]:
    """The files on the clipboard, or its image.

    Args:
        data: the contents of the clipboard.
        images: takes an image.
    """
    files = dropped_files(data)
    if files or not data.hasImage():
        return files
    image = QImage(data.imageData())
    if image.isNull():
        return []
    png = QByteArray()
    buffer = QBuffer(png)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return [images.take(bytes(png.data()))]
