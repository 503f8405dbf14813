"""One page of a PDF as pixels, rendered by pdfium in a process of its own.

Pdfium can't be run on untrusted files inside the program's own process. It is not thread-safe, a
document of one kilobyte (forms that draw forms that draw forms) keeps it busy for hours without a
callback, compressed streams unpack without limit, and a fault in it ends the process. A child
process has limits on time and memory, and its crash is only an error.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.header import (
    COPY_AGAIN,
    MAX_DECODED_BYTES,
    Defect,
    check_page,
    check_size,
)
from sigverify.logs.log import Log

_LOG: Final = Log(__name__)

_WORKER = Path(__file__).with_name("pdf_worker.py")
# A scanned A4 page takes a quarter of a second, including the start of the process. Where the
# worker limits its own processor time, this limit only matters on an overloaded machine.
TIME_LIMIT_S = 10.0 if sys.platform == "win32" else 60.0
_TOO_LONG = "the PDF page takes too long to draw."
# Pixels arrive as BGR.
MAX_PDF_PIXELS = MAX_DECODED_BYTES // 3
# %%EOF is within the last kilobyte (PDF 1.7, appendix H.3, note 18), apart from padding.
_TAIL_BYTES = 1024


class RenderedPage(NamedTuple):
    """The pixels of a page, (H, W, 3) uint8, BGR, their density, and the number of pages."""

    pixels: Image
    dpi: float
    page_count: int


def render_page(data: bytes, *, page: int, max_pixels: int) -> RenderedPage:
    """Render one page on white at 300 dpi, or less (down to 100) to keep the limit.

    Args:
        data: the whole file.
        page: the page, counted from 0.
        max_pixels: limit on width times height.

    Raises:
        Defect: the file is cut off, damaged, locked or too costly, or there is no such page.
    """
    if b"%%EOF" not in data.rstrip(b"\0\t\n\r ")[-_TAIL_BYTES:]:
        # Pdfium would repair it and render the rest.
        raise Defect("the PDF file is cut off.", remedy=COPY_AGAIN)
    max_pixels = min(max_pixels, MAX_PDF_PIXELS)
    header, pixels = _run_worker(data, page=page, max_pixels=max_pixels)
    match header.get("defect"):
        case None:
            pass
        case "locked":
            raise Defect("the PDF is locked with a password.", remedy="Save it without one.")
        case "too large":
            width, height = header["inches"]
            raise Defect(
                f"the page is {width:.0f} x {height:.0f} inches.", remedy="Scan just the cheque."
            )
        case "no pages":
            raise Defect("the PDF has no pages.")
        case "no area":
            raise Defect("the page has no area.")
        case _:
            raise Defect("the PDF file is damaged.", remedy=COPY_AGAIN)
    page_count = int(header["pages"])
    check_page(page, page_count=page_count)
    width, height, stride = header["width"], header["height"], header["stride"]
    check_size(width=width, height=height, max_pixels=max_pixels)
    rows = np.frombuffer(pixels, dtype=np.uint8).reshape(height, stride)
    return RenderedPage(
        np.ascontiguousarray(rows[:, : width * 3]).reshape(height, width, 3),
        float(header["dpi"]),
        page_count,
    )


def _worker_program() -> list[str]:
    """The command that starts the worker."""
    if getattr(sys, "frozen", False):
        # The frozen program has no interpreter; the worker is a separate executable beside it.
        program = Path(sys.executable)
        return [str(program.with_name("sigverify-pdf" + program.suffix))]
    return [sys.executable, "-P", str(_WORKER)]


def _run_worker(data: bytes, *, page: int, max_pixels: int) -> tuple[dict[str, Any], memoryview]:
    """Start the worker, send it the document, and return its header and pixels."""
    # The worker uses the same libraries as this process.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # no shell, and no part of the document on the command line
            [*_worker_program(), str(page), str(max_pixels)],
            input=data,
            capture_output=True,
            check=True,
            timeout=TIME_LIMIT_S,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        _LOG.warning("pdf.worker_stopped", told=True, seconds=TIME_LIMIT_S)
        raise Defect(_TOO_LONG) from error
    except subprocess.CalledProcessError as error:
        _LOG.warning("pdf.worker_died", told=True, exit_code=error.returncode)
        if sys.platform != "win32" and error.returncode == -signal.SIGPROF:
            raise Defect(_TOO_LONG) from error
        raise Defect("the PDF page is damaged or takes too much memory.") from error
    end = done.stdout.index(b"\n")
    header: dict[str, Any] = json.loads(done.stdout[:end])
    return header, memoryview(done.stdout)[end + 1 :]
