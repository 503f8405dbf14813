from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify.verification.copies import CopyTest
from sigverify.verification.results import PreparedSignature, Verification
from sigverify.verification.verifier import Verifier
from sigverify.wording import texts_of
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


@pytest.fixture(scope="module")
def signatures(
    verifier: Verifier, tmp_path_factory: pytest.TempPathFactory
) -> list[PreparedSignature]:
    """Four signatures of one writer, two of others, and a blank image."""
    folder = tmp_path_factory.mktemp("signatures")
    images = [scribble(seed=1, variation=variation) for variation in range(4)]
    images += [scribble(seed=2), scribble(seed=3), np.full((150, 420), 255, np.uint8)]
    for index, image in enumerate(images):
        (folder / f"{index}.png").write_bytes(cv2.imencode(".png", image)[1].tobytes())
    return [verifier.prepare(folder / f"{index}.png") for index in range(len(images))]


def plain(result: Verification) -> dict[str, object]:
    return result.as_json()


def test_many_together_are_judged_as_one_by_one(
    verifier: Verifier, signatures: list[PreparedSignature]
) -> None:
    numbers = [
        (3, [0, 1, 2]),
        (4, [0, 1, 2]),
        (3, [0]),
        (6, [0]),
        (3, [6]),
        (0, [1, 1, 0]),
        (5, [5]),
    ]
    cases = [(signatures[q], [signatures[r] for r in references]) for q, references in numbers]
    together = verifier.verify_many(cases)
    assert [plain(result) for result in together] == [
        plain(verifier.verify(questioned, references)) for questioned, references in cases
    ]
    # Also with each file read again, as by two commands.
    anew = [
        verifier.verify(
            verifier.prepare(questioned.path),
            [verifier.prepare(reference.path) for reference in references],
        )
        for questioned, references in cases
    ]
    assert [plain(result) for result in together] == [plain(result) for result in anew]


def test_a_cached_copy_test_replaces_the_registration(
    verifier: Verifier, signatures: list[PreparedSignature]
) -> None:
    asked: list[tuple[str, str]] = []

    class Remembering(CopyTest):
        def __call__(self, first: PreparedSignature, second: PreparedSignature) -> bool:
            asked.append((first.path.name, second.path.name))
            return second.path.name == "2.png"

    (result,) = verifier.verify_many([(signatures[3], signatures[1:3])], copy_test=Remembering())
    assert ("3.png", "1.png") in asked
    assert result.is_copy
    assert any("2.png" in text for text in texts_of(result.reasons))
