"""TIFF files that are made to keep their reader busy, or to deceive it."""

from __future__ import annotations

import os
import struct

import numpy as np
import pytest
from PIL import Image

from sigverify.errors import UnreadableFileError
from sigverify.imaging.reading.decoder_messages import decoder_messages
from tests.helpers.image_files import HEIGHT, RGB, WIDTH, decoded, saved, tiff_page


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
    with pytest.raises(UnreadableFileError, match="overlap"):
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
    with decoder_messages() as complaints:
        os.write(2, b"a thread: of another kind.\nFax4Decode: Bad code word at line 1.\n")
    assert complaints == ["Fax4Decode: Bad code word at line 1."]
    assert capfd.readouterr().err == "a thread: of another kind.\n"


def test_tiff_of_too_many_strips() -> None:
    planes = {256: 8, 257: 40_000, 258: 8, 259: 1, 262: 2, 273: 8, 277: 3, 278: 1, 279: 8, 284: 2}
    with pytest.raises(UnreadableFileError, match="too many pieces"):
        decoded(tiff_page("<", bytes(8), planes))


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


def test_tiff_of_endless_parts_is_given_up() -> None:
    tags = {256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: 1}
    page = tiff_page("<", b"\x07\0", tags)[10:-4]
    chain = b"".join(
        page + struct.pack("<I", 10 + (number + 1) * (len(page) + 4)) for number in range(10_001)
    )
    with pytest.raises(UnreadableFileError, match="more than 10000 pages"):
        decoded(struct.pack("<2sHI", b"II", 42, 10) + b"\x07\0" + chain)
    with pytest.raises(UnreadableFileError, match="too many entries"):
        decoded(struct.pack("<2sHIH", b"II", 42, 8, 4097) + bytes(12 * 4097 + 4))
    rows = b"".join(struct.pack("<HHII", tag, 4, 2**20 + 1, 8) for tag in sorted(tags))
    with pytest.raises(UnreadableFileError, match="is invalid"):
        decoded(
            struct.pack("<2sHI", b"II", 42, 2**23)
            + bytes(2**23 - 8)
            + struct.pack("<H", len(tags))
            + rows
            + bytes(4)
        )


def test_tiff_of_more_channels_than_pictures_have() -> None:
    tags = {256: 4, 257: 4, 258: 8, 259: 1, 262: 2, 273: 8, 277: 7, 278: 4, 279: 112}
    with pytest.raises(UnreadableFileError, match="too many channels"):
        decoded(tiff_page("<", bytes(112), tags))
