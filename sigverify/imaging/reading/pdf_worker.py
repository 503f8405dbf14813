"""Renders one page of a PDF in a process of its own; run by ``pdf.render_page``, never imported.

It takes the document on standard input and two numbers as arguments (page from 0, limit on pixels).
It writes one line of JSON and then, if this line has a size, the page's pixels: rows of ``stride``
bytes, BGR. It imports nothing of the package, so that it starts in a tenth of a second.
"""

import json
import signal
import sys
from typing import Any

import pypdfium2

_POINTS_PER_INCH = 72.0
_PDF_DPI = 300.0
# A page too large for the limit at 300 dpi is rendered at a lower density; below this one, strokes
# vanish.
_MIN_PDF_DPI = 100.0
_MEMORY_BYTES = 2**30
# Processor time. Noise that fills a page of A4 at 600 dpi takes half a second.
_SECONDS = 1.5


def limit_resources() -> None:
    """Limit memory and processor time; Windows has no such limits."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        # The timer sends SIGPROF, which ends the process at any point.
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)


def _render(data: bytes, page_index: int, max_pixels: int) -> tuple[dict[str, Any], bytes]:
    """The header to be written, and the pixels that follow it."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        text = str(error).lower()
        if "password" in text or "security" in text:
            return {"defect": "locked"}, b""
        # Pdfium refuses a document without pages but reports success.
        return {"defect": "no pages" if "success" in text else "damaged"}, b""
    pages = len(document)
    if not 0 <= page_index < pages:
        return {"pages": pages}, b""
    try:
        page = document[page_index]
    except pypdfium2.PdfiumError:
        return {"defect": "damaged"}, b""
    width, height = page.get_size()
    if not (width > 0 and height > 0):  # NaN too
        return {"defect": "no area"}, b""
    square_inches = width * height / _POINTS_PER_INCH**2
    # Sizes are rounded up to whole pixels, so stay a little below the limit.
    dpi = min(_PDF_DPI, (0.99 * max_pixels / square_inches) ** 0.5)
    if not dpi >= _MIN_PDF_DPI:
        inches = [width / _POINTS_PER_INCH, height / _POINTS_PER_INCH]
        return {"defect": "too large", "inches": inches}, b""
    # Sizes are single-precision numbers, and the renderer rounds up: without this a scan of 1100
    # rows often comes out with 1101, and blurred.
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH * (1 - 1e-6))
    header = {
        "pages": pages,
        "dpi": dpi,
        "width": bitmap.width,
        "height": bitmap.height,
        "stride": bitmap.stride,
    }
    return header, bytes(bitmap.buffer)


def main() -> None:
    """Render, then exit without the clean-up, which could crash on a damaged document."""
    page_index, max_pixels = int(sys.argv[1]), int(sys.argv[2])
    data = sys.stdin.buffer.read()
    limit_resources()
    header, pixels = _render(data, page_index, max_pixels)
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pixels)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
