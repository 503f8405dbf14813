"""Identification within an account, on real signatures of held-out writers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sigverify.datasets.manifest import read_manifest
from sigverify.paths import model_folder
from sigverify.scoring.identity import who_signed
from sigverify.terms import Label, Split
from sigverify.verification.alterations import Alteration
from sigverify.verification.copies import CopyTest
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.places import REAL_SIGNATURES

MANIFEST = REAL_SIGNATURES / "manifest.csv"
WRITERS, SPECIMENS, QUESTIONED = 10, 4, 3


class NoCopies(CopyTest):
    """Takes no time where similarities alone are asked for."""

    def __call__(self, first: PreparedSignature, second: PreparedSignature) -> bool:
        return False

    def altered(
        self, questioned: PreparedSignature, references: Sequence[PreparedSignature]
    ) -> Alteration:
        return Alteration.NONE


@pytest.mark.real_data
def test_nobody_else_of_an_account_is_named() -> None:
    """The rate for random forgeries is at most 0.03 % per comparison, so none of the 300 here."""
    by_writer: dict[str, list[Path]] = {}
    for item in read_manifest(MANIFEST):
        if item.split is Split.VAL and item.label is Label.GENUINE:
            by_writer.setdefault(item.writer, []).append(item.path)
    writers = sorted(by_writer)[:: max(1, len(by_writer) // WRITERS)][:WRITERS]
    verifier = Verifier(model_folder(None), threads=1)
    people = [
        [verifier.prepare(path) for path in by_writer[writer][: SPECIMENS + QUESTIONED]]
        for writer in writers
    ]
    asked = [(one, place) for place, own in enumerate(people) for one in own[SPECIMENS:]]
    verified = verifier.verify_many(
        [(one, own[:SPECIMENS]) for one, _ in asked for own in people],
        copy_test=NoCopies(),
    )
    table = np.array([one.similarity for one in verified], float).reshape(len(asked), -1)
    accept_at = verifier.thresholds.accept_at
    named: list[int | None] = []
    for row in table:
        found = who_signed(row[None])[0]
        sure = found.signer is not None and not found.rivals and row[found.signer] >= accept_at
        named.append(found.signer if sure else None)
    truth = [place for _, place in asked]
    assert all(name in (None, place) for name, place in zip(named, truth, strict=True))
    assert np.mean([name == place for name, place in zip(named, truth, strict=True)]) > 0.8
    assert np.mean(table.argmax(axis=1) == truth) > 0.9
