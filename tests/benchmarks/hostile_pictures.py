"""Measures the most expensive images that the program accepts: noise of the greatest allowed size.

python tests/benchmarks/hostile_pictures.py [KIND ...]

Each kind of file runs in a process of its own. The command prints the processor seconds from the
file's bytes to clean ink, with both networks already loaded, and the peak memory of the process.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from PIL import Image, ImageFile

from sigverify.detection.detector import shipped_detector
from sigverify.imaging.reading.containers import inspect, recognised_format
from sigverify.imaging.reading.header import MAX_DECODED_BYTES, MAX_PIXELS
from sigverify.imaging.reading.scans import decode_scan

Maker = Callable[[int, int], bytes]
ImageFile.MAXBLOCK = 2**28  # else Pillow can't write noise as a progressive JPEG


def _noise(width: int, height: int, *, channels: int, kind: type = np.uint8) -> np.ndarray:
    # Leave some bits constant: data that compress a little take longer to unpack than pure noise.
    levels = np.random.default_rng(1).integers(0, 48, (height, width, channels), dtype=kind)
    return levels * (np.iinfo(kind).max // 48)


def _pillow(width: int, height: int, *, mode: str, kind: str, **options: object) -> bytes:
    pixels = _noise(width, height, channels=1 if mode == "1" else len(mode))
    image = Image.frombytes("L" if mode == "1" else mode, (width, height), pixels.tobytes())
    stream = BytesIO()
    if mode == "1":
        image = image.convert("1", dither=Image.Dither.NONE)
    image.save(stream, kind, **options)
    return stream.getvalue()


def _deep_png(width: int, height: int, *, channels: int) -> bytes:
    pixels = _noise(width, height, channels=channels, kind=np.uint16)
    return cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()


JPEG = partial(_pillow, mode="RGB", kind="JPEG", quality=95)
PNG = partial(_pillow, kind="PNG", compress_level=1)
TIFF = partial(_pillow, kind="TIFF", compression="tiff_lzw")
KINDS: dict[str, Maker] = {
    "JPEG": JPEG,
    "JPEG, all colours": partial(JPEG, subsampling=0),
    "JPEG, grey": partial(JPEG, mode="L"),
    "JPEG, CMYK": partial(JPEG, mode="CMYK"),
    "JPEG, progressive": partial(JPEG, progressive=True),
    "JPEG, progressive, all colours": partial(JPEG, progressive=True, subsampling=0),
    "JPEG, progressive, CMYK": partial(JPEG, mode="CMYK", progressive=True),
    "PNG, colour": partial(PNG, mode="RGB"),
    "PNG, alpha": partial(PNG, mode="RGBA"),
    "PNG, 16 bits": partial(_deep_png, channels=3),
    "PNG, 16 bits, alpha": partial(_deep_png, channels=4),
    "WebP": partial(_pillow, mode="RGBA", kind="WEBP", lossless=True, method=0),
    "BMP": partial(_pillow, mode="RGB", kind="BMP"),
    "TIFF, LZW": partial(TIFF, mode="RGB"),
    "TIFF, LZW, CMYK": partial(TIFF, mode="CMYK"),
    "TIFF, Deflate": partial(TIFF, mode="RGB", compression="tiff_adobe_deflate"),
    "TIFF, G4": partial(TIFF, mode="1", compression="group4"),
}


def _take(data: bytes) -> None:
    scan = decode_scan(data, name="hostile")
    detector = shipped_detector()
    detector.extract_ink(scan, box=None, detections=detector.detect(scan))


def _largest(maker: Maker) -> bytes:
    """Return the largest image that the program accepts."""
    small = maker(256, 256)
    kind = recognised_format(small)
    assert kind is not None
    found = inspect(small, file_format=kind, page=0, max_pixels=MAX_PIXELS)
    pixels = min(MAX_PIXELS, MAX_DECODED_BYTES / found.bytes_per_pixel)
    width = int((1.35 * pixels) ** 0.5) // 16 * 16
    return maker(width, int(pixels // width))


def _write(name: str, path: Path) -> None:
    path.write_bytes(_largest(KINDS[name]))


def _measure(name: str, path: Path) -> None:
    cv2.setNumThreads(1)
    _take(PNG(256, 256, mode="L"))
    data = path.read_bytes()
    started = time.process_time()
    _take(data)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:32} {seconds:5.2f} s {peak:6.0f} MiB", flush=True)


def main() -> None:
    """Make and measure each kind in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        for name in sys.argv[1:] or KINDS:
            for work in (_write, _measure):
                process = context.Process(target=work, args=(name, path))
                process.start()
                process.join()


if __name__ == "__main__":
    main()
