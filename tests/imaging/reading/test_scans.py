"""Every format and every kind of pixel."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps
from PIL.TiffImagePlugin import TiffImageFile

from sigverify.errors import UnreadableFileError
from sigverify.imaging.reading import scans as reading
from sigverify.imaging.reading.scans import read_scan
from tests.helpers.image_files import (
    BGR,
    BLACK_AND_WHITE,
    FILES,
    GREY,
    HEIGHT,
    RGB,
    WIDTH,
    bilevel,
    decoded,
    made_up,
    saved,
    tiff_page,
)


@pytest.mark.parametrize("name", FILES)
def test_every_format_and_kind_of_pixel(name: str) -> None:
    data, file_format, has_colour, error = FILES[name]
    scan = decoded(data)
    assert scan.format == file_format
    assert scan.grey.dtype == np.uint8
    assert scan.grey.shape == (HEIGHT, WIDTH)
    assert np.abs(scan.grey.astype(int) - GREY).mean() <= error
    if has_colour:
        assert scan.colour is not None
        assert scan.colour.shape == (HEIGHT, WIDTH, 3)
        assert np.abs(scan.colour.astype(int) - BGR).mean() <= 2 * error
    else:
        assert scan.colour is None
    assert (scan.page, scan.page_count) == (0, 1)


@pytest.mark.parametrize("compression", [None, "group3", "group4", "tiff_ccitt", "tiff_lzw"])
@pytest.mark.parametrize("white_is_zero", [False, True])
def test_bilevel_tiff_with_either_photometric(compression: str | None, white_is_zero: bool) -> None:
    data = saved(bilevel(), "TIFF", compression=compression, tiffinfo={262: int(not white_is_zero)})
    with TiffImageFile(BytesIO(data)) as image:
        assert image.tag_v2[262] == int(not white_is_zero)
    assert np.array_equal(decoded(data).grey, BLACK_AND_WHITE)


@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_tiff_where_zero_is_white(order: str) -> None:
    samples = np.array([[0, 65535], [65535, 0]], dtype=order + "u2").tobytes()
    tags = {256: 2, 257: 2, 258: 16, 259: 1, 262: 0, 273: 8, 277: 1, 278: 2, 279: len(samples)}
    data = tiff_page(order, samples, tags)
    scan = decoded(data)
    assert scan.grey.tolist() == [[255, 0], [0, 255]]


def test_tiled_tiff() -> None:
    tile = np.arange(32 * 32, dtype=np.uint32).astype(np.uint8).reshape(32, 32)
    tags = {256: 20, 257: 30, 258: 8, 259: 1, 262: 1, 277: 1, 322: 32, 323: 32, 324: 8, 325: 1024}
    assert np.array_equal(decoded(tiff_page("<", tile.tobytes(), tags)).grey, tile[:30, :20])


def test_alpha_is_laid_on_white() -> None:
    pixels = np.zeros((1, 3, 4), np.uint8)
    pixels[0, :, 3] = (0, 128, 255)
    scan = decoded(saved(Image.fromarray(pixels), "PNG"))
    assert scan.grey.tolist() == [[255, 127, 0]]
    palette = Image.new("P", (2, 1), 0)
    palette.putpalette([0, 0, 0, 200, 0, 0])
    palette.putpixel((1, 0), 1)
    scan = decoded(saved(palette, "PNG", transparency=0))
    assert scan.colour is not None
    assert scan.colour.tolist() == [[[255, 255, 255], [0, 0, 200]]]


def test_every_level_is_laid_on_white_by_every_alpha_exactly() -> None:
    level, alpha = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    share = alpha.astype(float) / 255
    expected = np.floor(level * share + 255 * (1 - share) + 0.5 + 1e-9)
    for pixels in (np.stack([level, alpha], -1), np.stack([level, level, level, alpha], -1)):
        mode = "LA" if pixels.shape[-1] == 2 else "RGBA"
        image = Image.frombytes(mode, (256, 256), pixels.tobytes())
        assert np.array_equal(decoded(saved(image, "PNG")).grey, expected)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "WEBP", "JPEG"])
def test_exif_orientation(orientation: int, file_format: str) -> None:
    image = made_up()
    exif = Image.Exif()
    exif[274] = orientation
    options = {"lossless": True} if file_format == "WEBP" else {}
    scan = decoded(saved(image, file_format, exif=exif, **options))
    image.getexif()[274] = orientation
    upright = np.asarray(ImageOps.exif_transpose(image))
    assert scan.colour is not None
    assert scan.colour.shape == upright.shape
    assert np.abs(scan.colour.astype(int) - upright[..., ::-1]).mean() < 5
    assert scan.grey.flags.c_contiguous


def test_each_page_of_a_tiff() -> None:
    pages = [RGB, bilevel(), RGB.rotate(90, expand=True)]
    data = saved(RGB, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    scans = [decoded(data, page=page) for page in range(3)]
    assert [scan.page_count for scan in scans] == [3, 3, 3]
    assert [scan.page for scan in scans] == [0, 1, 2]
    assert [scan.colour is None for scan in scans] == [False, True, False]
    assert np.array_equal(scans[1].grey, BLACK_AND_WHITE)
    assert scans[2].grey.shape == (WIDTH, HEIGHT)
    for page in (3, -1):
        with pytest.raises(UnreadableFileError, match="page"):
            decoded(data, page=page)
    with pytest.raises(UnreadableFileError, match="has 1 page; there is no page 2"):
        decoded(saved(RGB, "PNG"), page=1)


@pytest.mark.parametrize(
    ("stated", "believed"),
    [((300, 300), 300), ((200, 200), 200), ((72, 72), None), ((96, 96), None), ((300, 30), None)],
)
@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "TIFF", "BMP"])
def test_dpi_only_where_a_scanner_could_have_meant_it(
    file_format: str, stated: tuple[int, int], believed: int | None
) -> None:
    scan = decoded(saved(RGB, file_format, dpi=stated))
    if believed is None:
        assert scan.dpi is None
    else:
        assert scan.dpi == pytest.approx(believed, rel=1e-3)
    assert decoded(saved(RGB, "WEBP")).dpi is None


def test_scan_carries_the_hash_of_the_file() -> None:
    import hashlib

    data = saved(RGB, "PNG")
    assert decoded(data).sha256 == hashlib.sha256(data).hexdigest()


def test_path_may_be_any_text_and_its_extension_a_lie(tmp_path: Path) -> None:
    path = tmp_path / "Приказ №5 – 署名.txt"
    path.write_bytes(saved(RGB, "TIFF"))
    assert read_scan(path).format == "TIFF"


def test_long_and_thin() -> None:
    assert decoded(saved(Image.new("L", (1, 60_000), 7), "PNG")).grey.shape == (60_000, 1)
    assert decoded(saved(Image.new("1", (100_000, 1), 1), "TIFF")).grey.shape == (1, 100_000)
    assert decoded(saved(Image.new("L", (1, 1), 7), "PNG")).grey.tolist() == [[7]]


def test_picture_of_several_bands_equals_one_of_a_single_band_and_a_whole_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("png", "png palette", "png grey alpha", "tiff cmyk"):
        once = decoded(FILES[name][0])
        with monkeypatch.context() as patch:
            patch.setattr(reading, "BAND_PIXELS", 7 * WIDTH)
            patch.setattr(reading, "WHOLE_PIXELS", 0)
            banded = decoded(FILES[name][0])
        assert np.array_equal(once.grey, banded.grey)
        assert (once.colour is None) == (banded.colour is None)
        if once.colour is not None and banded.colour is not None:
            assert np.array_equal(once.colour, banded.colour)


def test_several_threads_at_once() -> None:
    start = threading.Barrier(4)

    def read_all(_: int) -> list[NDArray[np.uint8]]:
        start.wait()
        return [decoded(data).grey for data, *_ in FILES.values()]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(read_all, range(4)))
    for result in results:
        assert all(np.array_equal(a, b) for a, b in zip(result, results[0], strict=True))
