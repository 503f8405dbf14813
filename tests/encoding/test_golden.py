from __future__ import annotations

import io

import numpy as np
import pytest

from sigverify.encoding import golden
from sigverify.encoding.golden import Golden
from tests.helpers.tiny_model import golden_input


def test_a_golden_input_survives_the_file() -> None:
    example = golden_input()
    read = Golden.from_bytes(example.to_bytes())
    for name in ("grey", "canvas", "embedding"):
        np.testing.assert_array_equal(getattr(read, name), getattr(example, name))


def test_the_same_example_gives_the_same_bytes() -> None:
    assert golden_input().to_bytes() == golden_input().to_bytes()


def packed(**arrays: object) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def test_what_is_not_such_a_file_is_refused() -> None:
    grey = np.zeros((4, 5), np.uint8)
    embedding = np.zeros(3, np.float32)
    pickled = np.array([{"a": 1}], dtype=object)
    for data in (
        b"",
        b"text",
        golden_input().to_bytes()[:-30],
        packed(grey=grey, canvas=grey),
        packed(grey=grey, canvas=grey, embedding=embedding, more=grey),
        packed(grey=grey, canvas=grey, embedding=embedding.astype(np.float64)),
        packed(grey=grey, canvas=grey[0], embedding=embedding),
        packed(grey=grey[:0], canvas=grey, embedding=embedding),
        packed(grey=pickled, canvas=grey, embedding=embedding),
    ):
        with pytest.raises(ValueError, match=r"."):
            Golden.from_bytes(data)


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = golden_input().to_bytes()
    monkeypatch.setattr(golden, "MAX_UNPACKED_BYTES", 50_000)
    with pytest.raises(ValueError, match="too many"):
        Golden.from_bytes(data)
