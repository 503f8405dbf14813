from __future__ import annotations

import pytest

from sigverify.scoring.decision import Thresholds
from sigverify.verification.results import similarity_text


@pytest.mark.parametrize(
    ("similarity", "text"),
    [
        (0.934, "0.934"),
        (0.71, "0.710"),
        (0.70996, "0.70996"),
        (0.7099999999, "0.7099999999"),
        (0.4199, "0.4199"),
        (0.0, "0.000"),
        (1.0, "1.000"),
    ],
)
def test_a_shown_similarity_never_lies_on_another_side_of_a_threshold(
    similarity: float, text: str
) -> None:
    thresholds = Thresholds(accept_at=0.71, flag_below=0.42)
    assert similarity_text(similarity, thresholds=thresholds) == text
