"""Real leaves of the same people against each other, whole and as loose cut-outs.

`python -m tests.benchmarks.leaves` prints the figures; the limits here leave room for another
encoder. They are those of the profile for small amounts, as the default profile refers a fourth of
all genuine signatures that have one specimen, on clean crops too.
"""

from __future__ import annotations

import pytest

from sigverify.encoding.artefact import SMALL_AMOUNTS_NAME
from sigverify.paths import model_folder
from sigverify.terms import Decision
from sigverify.verification.verifier import Verifier
from tests.helpers.leaves import Leaves, Part, share

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def leaves() -> Leaves:
    folder = model_folder()
    verifier = Verifier(folder, calibration=folder / SMALL_AMOUNTS_NAME)
    return Leaves(verifier, parts=(Part.LEAF, Part.LOOSE))


@pytest.mark.parametrize("part", [Part.LEAF, Part.LOOSE])
def test_most_leaves_of_one_person_are_accepted_with_any_specimen(
    leaves: Leaves, part: Part
) -> None:
    one, several = leaves.same_signer(part), leaves.several_specimens(part)
    assert share(one, Decision.ACCEPT) > 0.75
    assert share(one, Decision.FLAG) <= 0.03
    assert share(several, Decision.ACCEPT) > 0.75
    assert several[Decision.FLAG] == 0
    assert one[Decision.NO_DECISION] == several[Decision.NO_DECISION] == 0


@pytest.mark.parametrize("part", [Part.LEAF, Part.LOOSE])
def test_no_leaf_of_another_person_is_accepted(leaves: Leaves, part: Part) -> None:
    assert leaves.strangers(part)[Decision.ACCEPT] == 0
