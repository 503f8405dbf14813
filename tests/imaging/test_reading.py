"""Every format, every kind of pixel, and every way in which a file can be no picture."""

from __future__ import annotations

import os
import struct
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageOps
from PIL.TiffImagePlugin import TiffImageFile

from sigverify.errors import ExitCode, MissingFileError, UnreadableFileError
from sigverify.imaging import reading
from sigverify.imaging.overhearing import overheard
from sigverify.imaging.reading import Scan, decode_scan, read_scan

WIDTH, HEIGHT = 80, 60


def made_up() -> Image.Image:
    """Blue ink on white with a black corner: no two of its eight poses look alike."""
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    pixels[10:30, 5:50] = (20, 40, 200)
    pixels[40:, 60:] = 0
    return Image.fromarray(pixels)


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, format=file_format, **options)
    return stream.getvalue()


def decoded(data: bytes, *, page: int = 0) -> Scan:
    return decode_scan(data, name="made-up", page=page)


def bilevel() -> Image.Image:
    return made_up().convert("L").point(lambda level: 255 * (level > 128)).convert("1")


def sixteen_bit(*, top: int = 65535) -> Image.Image:
    grey = np.asarray(made_up().convert("L")).astype(np.uint32)
    return Image.fromarray((grey * top // 255).astype(np.uint16))


RGB = made_up()
GREY = np.asarray(RGB.convert("L"))
BGR = np.asarray(RGB)[..., ::-1]
BLACK_AND_WHITE = np.where(np.asarray(bilevel()), 255, 0).astype(np.uint8)

# Name, bytes, format, whether it has colour, largest mean error in grey levels.
FILES: dict[str, tuple[bytes, str, bool, float]] = {
    "png": (saved(RGB, "PNG"), "PNG", True, 0),
    "png grey": (saved(RGB.convert("L"), "PNG"), "PNG", False, 0),
    "png palette": (saved(RGB.quantize(8), "PNG"), "PNG", True, 2),
    "png grey palette": (saved(RGB.convert("L").quantize(8), "PNG"), "PNG", False, 2),
    "png alpha": (saved(RGB.convert("RGBA"), "PNG"), "PNG", True, 0),
    "png grey alpha": (saved(RGB.convert("LA"), "PNG"), "PNG", False, 0),
    "png 16 bit": (saved(sixteen_bit(), "PNG"), "PNG", False, 0),
    "png 12 bit in 16": (saved(sixteen_bit(top=4095), "PNG"), "PNG", False, 0.6),
    "jpeg": (saved(RGB, "JPEG", quality=95), "JPEG", True, 2),
    "jpeg grey": (saved(RGB.convert("L"), "JPEG", quality=95), "JPEG", False, 2),
    "jpeg progressive": (saved(RGB, "JPEG", quality=95, progressive=True), "JPEG", True, 2),
    "jpeg cmyk": (saved(RGB.convert("CMYK"), "JPEG", quality=95), "JPEG", True, 2),
    "webp": (saved(RGB, "WEBP", quality=95), "WEBP", True, 2),
    "webp lossless": (saved(RGB, "WEBP", lossless=True), "WEBP", True, 0),
    "webp alpha": (saved(RGB.convert("RGBA"), "WEBP", lossless=True), "WEBP", True, 0),
    "bmp": (saved(RGB, "BMP"), "BMP", True, 0),
    "bmp grey": (saved(RGB.convert("L"), "BMP"), "BMP", False, 0),
    "bmp palette": (saved(RGB.quantize(8), "BMP"), "BMP", True, 2),
    "tiff": (saved(RGB, "TIFF"), "TIFF", True, 0),
    "tiff lzw": (saved(RGB, "TIFF", compression="tiff_lzw"), "TIFF", True, 0),
    "tiff deflate": (saved(RGB, "TIFF", compression="tiff_adobe_deflate"), "TIFF", True, 0),
    "tiff packbits": (saved(RGB, "TIFF", compression="packbits"), "TIFF", True, 0),
    "tiff jpeg": (saved(RGB, "TIFF", compression="jpeg", quality=95), "TIFF", True, 2),
    "tiff big": (saved(RGB, "TIFF", big_tiff=True), "TIFF", True, 0),
    "tiff alpha": (saved(RGB.convert("RGBA"), "TIFF"), "TIFF", True, 0),
    "tiff cmyk": (saved(RGB.convert("CMYK"), "TIFF", compression="tiff_lzw"), "TIFF", True, 1),
    "tiff ycbcr": (saved(RGB.convert("YCbCr"), "TIFF"), "TIFF", True, 1),
    "tiff palette": (saved(RGB.quantize(8), "TIFF"), "TIFF", True, 2),
    "tiff 16 bit": (saved(sixteen_bit(), "TIFF"), "TIFF", False, 0),
    "tiff 16 bit lzw": (saved(sixteen_bit(), "TIFF", compression="tiff_lzw"), "TIFF", False, 0),
}


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


def tiff_page(order: str, samples: bytes, tags: dict[int, int], *, following: int = 0) -> bytes:
    """A TIFF file with one directory of single LONG values, behind its samples."""
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(order + "HI", 42, 8 + len(samples))
    rows = b"".join(struct.pack(order + "HHII", tag, 4, 1, tags[tag]) for tag in sorted(tags))
    return (
        head
        + samples
        + struct.pack(order + "H", len(tags))
        + rows
        + struct.pack(order + "I", following)
    )


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


def test_path_may_be_any_text_and_its_ending_a_lie(tmp_path: Path) -> None:
    path = tmp_path / "Приказ №5 – 署名.txt"
    path.write_bytes(saved(RGB, "TIFF"))
    assert read_scan(path).format == "TIFF"


def test_long_and_thin() -> None:
    assert decoded(saved(Image.new("L", (1, 60_000), 7), "PNG")).grey.shape == (60_000, 1)
    assert decoded(saved(Image.new("1", (100_000, 1), 1), "TIFF")).grey.shape == (1, 100_000)
    assert decoded(saved(Image.new("L", (1, 1), 7), "PNG")).grey.tolist() == [[7]]


def test_picture_of_several_bands_equals_one_of_a_single_band(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("png", "png palette", "png grey alpha", "tiff cmyk"):
        once = decoded(FILES[name][0])
        with monkeypatch.context() as patch:
            patch.setattr(reading, "_BAND_PIXELS", 7 * WIDTH)
            banded = decoded(FILES[name][0])
        assert np.array_equal(once.grey, banded.grey)
        assert (once.colour is None) == (banded.colour is None)
        if once.colour is not None:
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


# What is refused, and with which words.


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        read_scan(tmp_path / "nothing.png")
    with pytest.raises(MissingFileError, match="folder"):
        read_scan(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"Dear clerk, this is a letter.\n" * 20, "no picture in PNG, JPEG"),
        (b"GIF89a" + bytes(50), "no picture in PNG, JPEG"),
        (b"\x89PNG\r\n\x1a\n", "cut off"),
        (b"%PDF-1.7\nnothing\n%%EOF", "PDF file is damaged"),
    ],
)
def test_no_picture(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=words) as caught:
        read_scan(path)
    assert caught.value.exit_code is ExitCode.UNREADABLE_FILE
    assert caught.value.message.startswith(str(path))
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("name", FILES)
def test_cut_off_anywhere(name: str) -> None:
    data, file_format, *_ = FILES[name]
    # A BMP file may end before the padding of its last row.
    last = len(data) - (4 if file_format == "BMP" else 1)
    for length in {*range(1, 40), *range(40, last, max(last // 60, 1)), last}:
        with pytest.raises(UnreadableFileError):
            decoded(data[:length])


def test_jpeg_filled_up_with_zeros_after_the_cut() -> None:
    data = saved(RGB, "JPEG", quality=95)
    half = len(data) * 3 // 4
    with pytest.raises(UnreadableFileError, match="cut off"):
        decoded(data[:half] + bytes(len(data) - half))


def test_png_with_a_changed_byte() -> None:
    data = bytearray(saved(RGB, "PNG"))
    data[data.index(b"IDAT") + 20] ^= 1
    with pytest.raises(UnreadableFileError, match="damaged"):
        decoded(bytes(data))


def png_of(
    width: int,
    height: int,
    *,
    depth: int = 8,
    colour_type: int = 2,
    interlaced: int = 0,
    transparent: bool = False,
) -> bytes:
    """A PNG file that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, interlaced)
    see_through = chunk(b"tRNS", bytes(2)) if transparent else b""
    parts = chunk(b"IHDR", header), see_through, chunk(b"IDAT", zlib.compress(b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int, *, image: Image.Image = RGB, **options: object) -> bytes:
    data = bytearray(saved(image, "JPEG", **options))
    frame = b"\xff\xc2" if options.get("progressive") else b"\xff\xc0"
    struct.pack_into(">HH", data, data.index(frame) + 5, height, width)
    return bytes(data)


def webp_of(width: int, height: int) -> bytes:
    frame = saved(RGB, "WEBP", lossless=True)[12:]
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<II", 10, 0) + size + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def g4_of(width: int, height: int) -> bytes:
    tags = {256: width, 257: height, 258: 1, 259: 4, 262: 0, 273: 8, 277: 1, 278: height, 279: 4}
    return tiff_page("<", b"\0\x10\x01\0", tags)


def tiff_of(width: int, height: int, **tags: int) -> bytes:
    """A raw TIFF file of bilevel grey unless tags say otherwise."""
    known = {"bits": 258, "compression": 259, "photometric": 262, "samples": 277}
    base = {256: width, 257: height, 258: 1, 259: 5, 262: 0, 273: 8, 277: 1, 278: height, 279: 4}
    return tiff_page("<", bytes(4), base | {known[name]: value for name, value in tags.items()})


SLOW: list[tuple[Callable[[int, int], bytes], int]] = [
    (partial(png_of, colour_type=0), 60),
    (png_of, 55),
    (partial(png_of, colour_type=0, transparent=True), 41),
    (partial(png_of, interlaced=1), 28),
    (partial(png_of, depth=16), 28),
    (partial(png_of, depth=16, colour_type=4), 21),
    (partial(jpeg_of, image=RGB.convert("L")), 60),
    (jpeg_of, 60),
    (partial(jpeg_of, subsampling=0), 55),
    (partial(jpeg_of, image=RGB.convert("CMYK")), 41),
    (partial(jpeg_of, progressive=True), 30),
    (partial(jpeg_of, progressive=True, subsampling=0), 19),
    (webp_of, 16),
    (g4_of, 60),
    (partial(tiff_of, bits=8, photometric=2, samples=3), 55),
    (partial(tiff_of, bits=8, photometric=5, samples=4), 41),
    (partial(tiff_of, bits=16, photometric=2, samples=3), 28),
]


@pytest.mark.parametrize(("maker", "million"), SLOW)
def test_too_many_pixels_are_refused_before_decoding(
    maker: Callable[[int, int], bytes], million: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_PLUGINS", {})
    height = million * 100
    with pytest.raises(
        UnreadableFileError, match=rf"10500 x {height} pixels; the limit .*is {million} million"
    ):
        decoded(maker(10_500, height))
    with pytest.raises(UnreadableFileError) as caught:
        decoded(maker(9_500, height))
    assert isinstance(caught.value.__cause__, KeyError)  # it came as far as the decoder


@pytest.mark.parametrize("maker", [png_of, g4_of])
def test_no_side_is_longer_than_a_picture_can_have(maker: Callable[[int, int], bytes]) -> None:
    for width, height in ((1, 100_001), (100_001, 1)):
        with pytest.raises(UnreadableFileError, match="no side may have more than 100000"):
            decoded(maker(width, height))


def test_limit_can_be_set() -> None:
    data = saved(RGB, "PNG")
    assert decode_scan(data, name="x", max_pixels=WIDTH * HEIGHT).grey.size == WIDTH * HEIGHT
    with pytest.raises(UnreadableFileError, match="pixels"):
        decode_scan(data, name="x", max_pixels=WIDTH * HEIGHT - 1)


def test_file_of_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    path = tmp_path / "large.png"
    path.write_bytes(saved(RGB, "PNG"))
    with pytest.raises(UnreadableFileError, match="larger than the limit"):
        read_scan(path)
    with pytest.raises(UnreadableFileError, match="larger than the limit"):
        decoded(path.read_bytes())


def test_tiff_whose_pages_form_a_circle() -> None:
    tags = {256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: 1}
    data = tiff_page("<", b"\x07\0", tags, following=10)
    assert decoded(tiff_page("<", b"\x07\0", tags)).grey.tolist() == [[7]]
    with pytest.raises(UnreadableFileError, match="circle"):
        decoded(data)


@pytest.mark.parametrize(
    "change",
    [
        {322: 2**20, 323: 2**20, 324: 8, 325: 1},  # tiles far larger than the picture
        {273: 1000},  # strips behind the end
        {278: 1},  # fewer strips than rows need
        {278: 0},
        {259: 6},  # old-style JPEG
        {259: 50_000},
        {277: 200},
        {256: 0},
        {257: 2**31},
        {262: 8},  # CIELAB
    ],
)
def test_hostile_tiff(change: dict[int, int]) -> None:
    tags = {256: 4, 257: 4, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 4, 279: 16}
    assert decoded(tiff_page("<", bytes(range(16)), tags)).grey.sum() == 120
    with pytest.raises(UnreadableFileError):
        decoded(tiff_page("<", bytes(range(16)), tags | change))


def tiff_of_strips(strips: int, *, length: int, samples: bytes) -> bytes:
    """Bilevel rows of eight pixels, a strip for each, every one at the same place."""
    at = 8 + len(samples)
    tables = struct.pack("<I", 8) * strips + struct.pack("<I", length) * strips
    tags = [(256, 1, 8), (257, 1, strips), (258, 1, 1), (259, 1, 1), (262, 1, 1)]
    tags += [(273, strips, at), (277, 1, 1), (278, 1, 1), (279, strips, at + 4 * strips)]
    rows = b"".join(struct.pack("<HHII", tag, 4, count, value) for tag, count, value in tags)
    head = struct.pack("<2sHI", b"II", 42, at + len(tables))
    return head + samples + tables + struct.pack("<H", len(tags)) + rows + bytes(4)


def test_tiff_whose_strips_all_name_the_same_bytes() -> None:
    assert decoded(tiff_of_strips(50, length=1, samples=b"\xf0")).grey.shape == (50, 8)
    with pytest.raises(UnreadableFileError, match="lie on each other"):
        decoded(tiff_of_strips(50, length=100, samples=bytes(100)))


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw", "tiff_adobe_deflate"])
def test_damaged_codes_are_refused_and_nothing_reaches_the_terminal(
    compression: str, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(1).integers(0, 2, (80, 80)).astype(bool)
    data = bytearray(saved(Image.fromarray(noise), "TIFF", compression=compression))
    for position in range(60, 400):
        data[position] ^= 0x5A
    with pytest.raises(UnreadableFileError, match="damaged"):
        decoded(bytes(data))
    assert capfd.readouterr().err == ""


def test_what_others_say_while_a_tiff_is_decoded_reaches_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with overheard() as complaints:
        os.write(2, b"a thread: of another kind.\nFax4Decode: Bad code word at line 1.\n")
    assert complaints == ["Fax4Decode: Bad code word at line 1."]
    assert capfd.readouterr().err == "a thread: of another kind.\n"


def test_tiff_of_too_many_strips() -> None:
    planes = {256: 8, 257: 40_000, 258: 8, 259: 1, 262: 2, 273: 8, 277: 3, 278: 1, 279: 8, 284: 2}
    with pytest.raises(UnreadableFileError, match="too many pieces"):
        decoded(tiff_page("<", bytes(8), planes))


def test_jpeg_of_a_thousand_scans() -> None:
    data = saved(RGB, "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    scan = data[start:-2]
    with pytest.raises(UnreadableFileError, match="too many scans"):
        decoded(data[:start] + scan * 1000 + b"\xff\xd9")


@pytest.mark.parametrize("progressive", [False, True])
def test_scans_of_a_jpeg_within_a_tiff_are_counted_too(progressive: bool) -> None:
    strip = saved(RGB, "JPEG", progressive=progressive, subsampling=0)
    tags = {256: WIDTH, 257: HEIGHT, 258: 8, 259: 7, 262: 6, 273: 8, 277: 3, 278: HEIGHT}
    data = tiff_page("<", strip, tags | {279: len(strip)})
    if progressive:
        with pytest.raises(UnreadableFileError, match="progressive JPEG in TIFF"):
            decoded(data)
    else:
        assert decoded(data).grey.shape == (HEIGHT, WIDTH)


@pytest.mark.parametrize("process", [0xC3, 0xC9, 0xCA])
def test_jpeg_of_an_unusual_process(process: int) -> None:
    data = saved(RGB, "JPEG").replace(b"\xff\xc0", bytes([0xFF, process]))
    with pytest.raises(UnreadableFileError, match="kind of JPEG"):
        decoded(data)


def test_what_is_not_pixels_never_reaches_a_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def inspect(data: bytes, **options: object) -> reading.Picture:
        picture = original(data, **options)
        seen.append(picture.payload)
        return picture

    original = reading.inspect
    monkeypatch.setattr(reading, "inspect", inspect)
    exif = Image.Exif()
    exif[270] = "Mr. Secret"
    for file_format in ("PNG", "JPEG"):
        data = saved(RGB, file_format, exif=exif, icc_profile=b"Mr. Secret" * 20)
        assert b"Mr. Secret" in data
        decoded(data)
        assert b"Mr. Secret" not in seen[-1]


FUZZED = [data for data, *_ in FILES.values()] + [
    saved(bilevel(), "TIFF", compression=compression) for compression in ("group3", "group4")
]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["set", "insert", "delete"]),
        st.floats(0, 1, exclude_max=True),
        st.one_of(
            st.binary(min_size=1, max_size=8),
            st.sampled_from([b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff", b"\0\0\xff\xff"]),
        ),
    ),
    min_size=1,
    max_size=6,
)


def edited(data: bytes, edits: list[tuple[str, float, bytes]], *, near_the_ends: bool) -> bytes:
    changed = bytearray(data)
    for what, where, block in edits:
        position = int(where * len(changed))
        if near_the_ends:  # where headers and directories are
            position = int((2 * where - 1) * min(200, len(changed)))
        end = position + (0 if what == "insert" else len(block))
        changed[position : end or None] = b"" if what == "delete" else block
    return bytes(changed)


@given(data=st.sampled_from(FUZZED), edits=EDITS, near_the_ends=st.booleans())
@settings(
    max_examples=600,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_damaged_files_are_read_or_refused(
    data: bytes, edits: list[tuple[str, float, bytes]], near_the_ends: bool
) -> None:
    try:
        scan = decoded(edited(data, edits, near_the_ends=near_the_ends))
    except UnreadableFileError as refusal:
        if isinstance(refusal.__cause__, Warning):  # it would have gone to the user's terminal
            raise
    else:
        assert scan.grey.ndim == 2
        assert scan.grey.size > 0
