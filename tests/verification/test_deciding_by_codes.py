"""Decisions do not depend on the wording of the reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.text import read_mandate
from sigverify.templates import TEMPLATES
from sigverify.terms import Decision
from sigverify.verification.decision import doubtful
from sigverify.verification.register.cheques import verify_account
from sigverify.verification.register.results import (
    AccountOnDay,
    AccountVerification,
    KnownSignatory,
)
from sigverify.verification.results import PreparedSignature, Verification
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


@pytest.fixture(scope="module")
def signatures(
    verifier: Verifier, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, PreparedSignature]:
    """Signatures of Asha, Bimal and a stranger, a blank image and a signature in doubt."""
    folder = tmp_path_factory.mktemp("signatures")

    def prepared(name: str, grey: NDArray[np.uint8]) -> PreparedSignature:
        path = folder / f"{name}.png"
        write_image(path, grey)
        return verifier.prepare(path)

    found = {
        f"{name}{number}": prepared(f"{name}{number}", scribble(seed=seed, variation=number))
        for seed, name in enumerate(("asha", "bimal", "stranger"), start=1)
        for number in range(4)
    }
    doubt = doubtful(place=Reason(ReasonCode.SEVERAL_PLACES))
    found["doubt"] = replace(prepared("doubt", scribble(seed=1, variation=7)), quality=doubt)
    found["blank"] = prepared("blank", np.full((150, 420), 255, np.uint8))
    return found


def judged(
    verifier: Verifier, found: dict[str, PreparedSignature]
) -> list[Verification | AccountVerification]:
    specimens = [found["asha1"], found["asha2"]]
    alone = [
        verifier.verify(found[name], [*specimens, *more])
        for name, more in (
            ("asha0", []), ("asha1", []), ("stranger0", []), ("doubt", []), ("blank", []),
            ("asha0", [found["blank"], found["asha1"]]),
        )
    ]  # fmt: skip
    alone.append(verifier.verify(found["asha0"], [found["blank"]]))
    account = AccountOnDay(
        number="1",
        day=date(2026, 11, 30),
        signatories=(
            KnownSignatory(name="Asha", specimens=tuple(specimens)),
            KnownSignatory(name="Bimal", specimens=(found["bimal1"], found["bimal2"])),
            KnownSignatory(name="Twin", specimens=(found["bimal1"], found["bimal3"])),
            KnownSignatory(name="Nobody", specimens=()),
        ),
        mandates=(read_mandate("any one up to 10\nany two up to 100"),),
    )
    cheques = [
        verify_account(
            [found[name] for name in names],
            account=account,
            verifier=verifier,
            amount=None if amount is None else Decimal(amount),
        )
        for names, amount in (
            (("asha0",), 5), (("asha0",), 50), (("asha0",), 500), (("asha0",), None),
            (("asha1",), 5), (("stranger0",), 5), (("asha0", "stranger0"), 5), (("doubt",), 5),
            (("blank",), 5), (("bimal0",), 5), (("asha0", "bimal0"), 50), (("asha0", "asha3"), 50),
        )
    ]  # fmt: skip
    return [*alone, *cheques]


def test_in_nonsense_words_everything_is_decided_the_same(
    verifier: Verifier, signatures: dict[str, PreparedSignature], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = judged(verifier, signatures)
    assert {one.decision for one in expected} == set(Decision)
    codes = {reason.code for one in expected for reason in one.reasons}
    assert codes >= {
        ReasonCode.COPY_OF_SPECIMEN, ReasonCode.CHECK_BOX, ReasonCode.QUESTIONED_UNUSABLE,
        ReasonCode.SPECIMEN_REPEATED, ReasonCode.NO_USABLE_SPECIMEN, ReasonCode.SIGNER_UNCLEAR,
        ReasonCode.MANDATE_NOT_FULFILLED, ReasonCode.FITS_NO_SIGNATORY,
        ReasonCode.FURTHER_SIGNATURE, ReasonCode.NOTHING_TO_COMPARE, ReasonCode.NO_SPECIMEN_ON_DAY,
    }  # fmt: skip
    for code in ReasonCode:
        monkeypatch.setitem(TEMPLATES, code, "no")
    found = judged(verifier, signatures)
    assert [(one.decision, one.reasons) for one in found] == [
        (one.decision, one.reasons) for one in expected
    ]
    assert set(found[1].as_json()["reasons"]) == {"no"}
