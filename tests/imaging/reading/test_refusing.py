"""Every way in which a file can be no picture, and what is done about it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sigverify.errors import ExitCode, MissingFileError, UnreadableFileError
from sigverify.imaging.reading import containers
from sigverify.imaging.reading import scans as reading
from sigverify.imaging.reading.containers import inspect
from sigverify.imaging.reading.header import MAX_DECODED_BYTES, MAX_PIXELS, ImageHeader
from sigverify.imaging.reading.scans import decode_scan, read_scan
from tests.helpers.image_files import (
    FILES,
    HEIGHT,
    RGB,
    WIDTH,
    bilevel,
    decoded,
    saved,
    tiff_page,
)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        read_scan(tmp_path / "nothing.png")
    with pytest.raises(MissingFileError, match="folder"):
        read_scan(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"Dear clerk, this is a letter.\n" * 20, "not an image in PNG, JPEG"),
        (b"GIF89a" + bytes(50), "not an image in PNG, JPEG"),
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
    with pytest.raises(UnreadableFileError, match=r"is damaged\. Copy"):  # not the decoder's word
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


# What a decoder goes over for each pixel, in bytes.
SLOW: list[tuple[Callable[[int, int], bytes], float]] = [
    (partial(png_of, colour_type=0), 1),
    (png_of, 3),
    (partial(png_of, colour_type=0, transparent=True), 4),
    (partial(png_of, interlaced=1), 6),
    (partial(png_of, depth=16), 6),
    (partial(png_of, depth=16, colour_type=4), 8),
    (partial(jpeg_of, image=RGB.convert("L")), 1),
    (jpeg_of, 2.25),
    (partial(jpeg_of, subsampling=0), 3),
    (partial(jpeg_of, image=RGB.convert("CMYK")), 4),
    (partial(jpeg_of, progressive=True), 5.5),
    (partial(jpeg_of, progressive=True, subsampling=0), 8.5),
    (webp_of, containers.WEBP_BYTES_PER_PIXEL),
    (g4_of, 1),
    (partial(tiff_of, bits=8, photometric=2, samples=3), 3),
    (partial(tiff_of, bits=8, photometric=5, samples=4), 4),
    (partial(tiff_of, bits=16, photometric=2, samples=3), 6),
]


@pytest.mark.parametrize(("maker", "cost"), SLOW)
def test_too_many_pixels_are_refused_before_decoding(
    maker: Callable[[int, int], bytes], cost: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "DECODERS", {})
    million = round(min(MAX_PIXELS, MAX_DECODED_BYTES / cost) / 1e6)
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


def test_files_of_endless_parts_are_given_up() -> None:
    """Each part is a few bytes, so that hundreds of megabytes would be walked by Python."""
    chunk = struct.pack(">I4sI", 0, b"teXt", 0)
    with pytest.raises(UnreadableFileError, match="too many chunks"):
        decoded(b"\x89PNG\r\n\x1a\n" + chunk * (2**18 + 1))
    data = saved(RGB, "JPEG")
    with pytest.raises(UnreadableFileError, match="too many segments"):
        decoded(data[:2] + b"\xff\xfe\0\2" * 10_001 + data[2:])
    body = b"WEBP" + struct.pack("<4sI", b"XXXX", 0) * 10_001
    with pytest.raises(UnreadableFileError, match="too many chunks"):
        decoded(b"RIFF" + struct.pack("<I", len(body)) + body)


def test_a_component_that_is_named_twice_counts_as_the_larger_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "DECODERS", {})
    # More than three whole components allow, and fewer than a usual JPEG's may have.
    data = bytearray(jpeg_of(10_000, int(MAX_DECODED_BYTES / 3 * 1.01) // 10_000))
    with pytest.raises(UnreadableFileError) as caught:
        decoded(bytes(data))
    assert isinstance(caught.value.__cause__, KeyError)  # it came as far as the decoder
    frame = data.index(b"\xff\xc0")
    for place in range(3):
        data[frame + 10 + 3 * place] = 1
    scan = data.index(b"\xff\xda")
    for place in range(3):
        data[scan + 5 + 2 * place] = 1
    with pytest.raises(UnreadableFileError, match="limit"):
        decoded(bytes(data))


def test_a_decoder_that_sees_another_size_than_was_checked_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def narrower(data: bytes, *, file_format: str, page: int, max_pixels: int) -> ImageHeader:
        checked = inspect(data, file_format=file_format, page=page, max_pixels=max_pixels)
        return replace(checked, width=WIDTH - 1)

    monkeypatch.setattr(reading, "inspect", narrower)
    with pytest.raises(UnreadableFileError, match="contradicts itself"):
        decoded(saved(RGB, "PNG"))


def test_compressed_bmp_is_refused() -> None:
    data = bytearray(saved(RGB.convert("L"), "BMP"))
    data[30] = 1  # run lengths, which Pillow decodes byte by byte
    with pytest.raises(UnreadableFileError, match="compressed BMP"):
        decoded(bytes(data))


def test_jpeg_of_a_thousand_scans() -> None:
    data = saved(RGB, "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    scan = data[start:-2]
    with pytest.raises(UnreadableFileError, match="too many scans"):
        decoded(data[:start] + scan * 1000 + b"\xff\xd9")


@pytest.mark.parametrize("process", [0xC3, 0xC9, 0xCA])
def test_jpeg_of_an_unusual_process(process: int) -> None:
    data = saved(RGB, "JPEG").replace(b"\xff\xc0", bytes([0xFF, process]))
    with pytest.raises(UnreadableFileError, match="kind of JPEG"):
        decoded(data)


def test_what_is_not_pixels_never_reaches_a_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def noted(data: bytes, *, file_format: str, page: int, max_pixels: int) -> ImageHeader:
        picture = inspect(data, file_format=file_format, page=page, max_pixels=max_pixels)
        seen.append(picture.payload)
        return picture

    monkeypatch.setattr(reading, "inspect", noted)
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
