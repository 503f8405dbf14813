"""Pages of PDF files, and the ways in which a PDF can be no picture or a trap."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sigverify.errors import UnreadableFileError
from sigverify.imaging.reading import pdf
from sigverify.imaging.reading.scans import Scan, decode_scan

WORKER = Path(pdf.__file__).with_name("pdf_worker.py")
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
BLACK_BAR = b"0 0 0 rg 10 10 50 20 re f"
RED_BAR = b"1 0 0 rg 10 10 50 20 re f"


def stream(body: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(body), extra, body)


def document(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    data = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            trailer,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(data)
    )


def page(
    content: bytes = BLACK_BAR,
    *,
    box: bytes = b"[0 0 144 72]",
    count: int = 1,
    trailer: bytes = b"",
) -> bytes:
    kids = b" ".join([b"3 0 R"] * count)
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    first = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R>>" % box
    return document([CATALOG, pages, first, stream(content)], trailer=trailer)


def decoded(data: bytes, *, number: int = 0) -> Scan:
    return decode_scan(data, name="made-up", page=number)


def test_page_is_drawn_on_white_at_300_dpi() -> None:
    scan = decoded(page())
    assert (scan.format, scan.dpi, scan.page_count) == ("PDF", 300, 1)
    assert scan.grey.shape == (300, 600)
    assert scan.colour is None
    assert scan.grey[0, 0] == 255
    ink = np.argwhere(scan.grey < 128)
    assert np.allclose(ink.min(axis=0), (300 - 30 * 300 / 72, 10 * 300 / 72), atol=1.5)
    assert np.allclose(ink.max(axis=0), (300 - 10 * 300 / 72, 60 * 300 / 72), atol=1.5)


def test_colour_is_bgr() -> None:
    scan = decoded(page(RED_BAR))
    assert scan.colour is not None
    assert scan.colour[200, 100].tolist() == [0, 0, 255]


def test_embedded_scan_keeps_its_size() -> None:
    pixels = np.full((110, 240, 3), 255, np.uint8)
    pixels[20:40, 30:90] = 0
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, format="PDF", resolution=300, quality=95)
    scan = decoded(buffer.getvalue())
    assert scan.grey.shape == (110, 240)
    assert np.abs(scan.grey.astype(int) - pixels[..., 0]).mean() < 3


def test_pages_are_counted_from_zero() -> None:
    data = page(count=3)
    assert decoded(data, number=2).page_count == 3
    for number in (3, -1):
        with pytest.raises(UnreadableFileError, match="page"):
            decoded(data, number=number)


def test_large_page_is_drawn_coarser_and_a_giant_one_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = page(box=b"[0 0 720 720]")
    scan = decode_scan(data, name="x", max_pixels=1_500**2)
    assert scan.grey.size <= 1_500**2
    assert scan.dpi == pytest.approx(150, rel=0.02)
    with pytest.raises(UnreadableFileError, match="10 x 10 inches"):
        decode_scan(data, name="x", max_pixels=900**2)
    with pytest.raises(UnreadableFileError, match="1389 x 1389 inches"):
        decoded(page(box=b"[0 0 100000 100000]"))
    # Whatever the caller allows, no more than another picture of colour may have.
    monkeypatch.setattr(pdf, "MAX_PDF_PIXELS", 900**2)
    with pytest.raises(UnreadableFileError, match="10 x 10 inches"):
        decoded(data)


LOCK = (
    b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44"
    b"/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (page(trailer=LOCK), "locked with a password"),
        (document([CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"]), "no pages"),
        (document([CATALOG, b"<</Type/Pages/Kids[]/Count 9>>"]), "damaged"),
        (page()[:-40], "cut off"),
        (page()[: len(page()) // 2], "cut off"),
        (b"%PDF-1.7 and nothing else %%EOF", "damaged"),
    ],
)
def test_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        decoded(data)


def forms_within_forms() -> bytes:
    levels = 9
    resources = b"/Resources<</XObject<</F %d 0 R>>>>"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 300 300]"
    draw = b"/F Do\n" * 10
    objects = [
        CATALOG,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R" + resources % 5 + b">>",
        stream(draw),
    ]
    objects += [stream(draw, form + resources % (6 + level)) for level in range(levels)]
    objects.append(stream(BLACK_BAR, form))
    return document(objects)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no processor's time")
def test_forms_that_draw_forms_end_when_they_have_had_their_share_of_the_processor() -> None:
    before = os.times()
    # On a fast machine the forms fill their gigabyte first.
    with pytest.raises(UnreadableFileError, match=r"too long|too much memory"):
        decoded(forms_within_forms())
    after = os.times()
    used = after.children_user + after.children_system
    assert used - before.children_user - before.children_system < 3


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The program as if it were frozen, with a script beside it that draws the pages."""

    def freeze(script: str) -> None:
        beside = tmp_path / "sigverify-pdf"
        beside.write_text(f"#!/bin/sh\n{script}\n")
        beside.chmod(0o755)
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "executable", str(tmp_path / "sigverify"))

    return freeze


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script for a shell")
def test_what_waits_for_a_processor_ends_too(
    frozen: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen("exec sleep 20")
    monkeypatch.setattr(pdf, "TIME_LIMIT_S", 0.2)
    with pytest.raises(UnreadableFileError, match="too long"):
        decoded(page())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limit")
def test_what_draws_a_page_may_take_no_more_than_a_gigabyte() -> None:
    program = "import pdf_worker; pdf_worker.limit_resources(); bytearray(2**30)"
    environment = os.environ | {"PYTHONPATH": str(WORKER.parent)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment)
    assert done.returncode == 1
    assert b"MemoryError" in done.stderr


def test_several_threads_at_once() -> None:
    with ThreadPoolExecutor(3) as pool:
        scans = list(pool.map(decoded, [page(), page(RED_BAR), page()]))
    assert np.array_equal(scans[0].grey, scans[2].grey)
    assert not np.array_equal(scans[0].grey, scans[1].grey)


@pytest.mark.parametrize("step", range(12))
def test_damaged_document_is_read_or_refused(step: int) -> None:
    data = bytearray(page(RED_BAR))
    generator = np.random.default_rng(step)
    for position in generator.integers(8, len(data) - 10, size=12):
        data[position] = generator.integers(256)
    try:
        scan = decoded(bytes(data))
    except UnreadableFileError:
        return
    assert scan.grey.size > 0


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script for a shell")
def test_frozen_program_draws_pages_with_the_one_that_lies_beside_it(
    frozen: Callable[[str], None],
) -> None:
    frozen(f'exec {sys.executable} -P {WORKER} "$@"')
    assert decoded(page()).grey.shape == (300, 600)
