from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.detections import Detection
from sigverify.imaging.quality import QualityKind
from sigverify.imaging.reading.scans import Scan, decode_scan
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.text import read_mandate
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.terms import Box, Decision
from sigverify.verification.decision import doubtful
from sigverify.verification.register.cheques import (
    signatures_on,
    verify_account,
)
from sigverify.verification.register.results import (
    AccountOnDay,
    AccountVerification,
    KnownSignatory,
)
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from sigverify.wording import texts_of
from tests.helpers.scribbles import scribble
from tests.helpers.tiny_model import calibration_values

DAY = date(2026, 11, 22)
PEOPLE = {"Asha": 1, "Bimal": 2, "Chitra": 3}
Hand = Callable[[int, int], PreparedSignature]
Judged = Callable[..., AccountVerification]
LADDER = "any one up to 10,000; any two up to 50,000; Asha with Chitra above"


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


@pytest.fixture(scope="module")
def hand(verifier: Verifier) -> Hand:
    """Signatures of synthetic writers, each prepared once."""

    @cache
    def prepared(seed: int, variation: int) -> PreparedSignature:
        return prepare(verifier, scribble(seed=seed, variation=variation), f"{seed}-{variation}")

    return prepared


def prepare(verifier: Verifier, grey: NDArray[np.uint8], name: str) -> PreparedSignature:
    return verifier.prepare_scan(scan_of(grey), path=Path(name))


def scan_of(picture: NDArray[np.uint8]) -> Scan:
    return decode_scan(cv2.imencode(".png", picture)[1].tobytes(), name="picture")


@pytest.fixture(scope="module")
def account(hand: Hand) -> AccountOnDay:
    return AccountOnDay(
        number="4711",
        day=DAY,
        signatories=tuple(
            KnownSignatory(name=name, specimens=tuple(hand(seed, v) for v in (1, 2, 3)))
            for name, seed in PEOPLE.items()
        ),
        mandates=(read_mandate(LADDER),),
    )


@pytest.fixture
def judged(verifier: Verifier, account: AccountOnDay, hand: Hand) -> Judged:
    def run(*hands: int | PreparedSignature, amount: str | None) -> AccountVerification:
        signatures = [
            hand(one, 7 + place) if isinstance(one, int) else one for place, one in enumerate(hands)
        ]
        paid = None if amount is None else Decimal(amount)
        return verify_account(signatures, account=account, verifier=verifier, amount=paid)

    return run


@pytest.mark.parametrize(
    ("hands", "amount", "decision", "signed_by", "first"),
    [
        ((1,), "10000", Decision.ACCEPT, ("Asha",), ReasonCode.RULE_HOLDS),
        ((2,), "10000.01", Decision.REFER, ("Bimal",), ReasonCode.MANDATE_LACKS),
        ((2, 3), "50000", Decision.ACCEPT, ("Bimal", "Chitra"), ReasonCode.RULE_HOLDS),
        ((2, 3), "50001", Decision.REFER, ("Bimal", "Chitra"), ReasonCode.MANDATE_LACKS),
        ((3, 1), "50001", Decision.ACCEPT, ("Chitra", "Asha"), ReasonCode.RULE_HOLDS),
        # Two signatures of one person count as one person.
        ((1, 1), "50000", Decision.REFER, ("Asha",), ReasonCode.MANDATE_LACKS),
        # A stranger: alone, in place of the second signatory, and beside enough signatories.
        ((9,), "10", Decision.FLAG, (), ReasonCode.FITS_NO_SIGNATORY),
        ((1, 9), "50000", Decision.FLAG, ("Asha",), ReasonCode.FITS_NO_SIGNATORY),
        ((1, 9), "10000", Decision.REFER, ("Asha",), ReasonCode.FURTHER_SIGNATURE),
        ((1,), None, Decision.REFER, ("Asha",), ReasonCode.MANDATE_NOT_FULFILLED),
    ],
)
def test_who_signed_and_whether_they_may(
    judged: Judged,
    hands: tuple[int, ...],
    amount: str | None,
    decision: Decision,
    signed_by: tuple[str, ...],
    first: ReasonCode,
) -> None:
    found = judged(*hands, amount=amount)
    assert (found.decision, found.signed_by) == (decision, signed_by)
    assert found.reasons[0].code is first
    names = {seed: name for name, seed in PEOPLE.items()}
    assert [one.signatory for one in found.signatures] == [names.get(hand) for hand in hands]


def test_each_signature_gets_the_verifiers_ordinary_decision(
    judged: Judged,
    verifier: Verifier,
    account: AccountOnDay,
) -> None:
    found = judged(2, amount="1").signatures[0]
    alone = verifier.verify(found.signature, account.signatories[1].specimens, amount=1.0)
    assert found.verification is not None
    assert found.verification.similarity == alone.similarity
    assert found.decision is alone.decision
    assert found.verification.references == alone.references


def test_a_copied_specimen_is_flagged_no_matter_who_else_signed(
    judged: Judged, account: AccountOnDay
) -> None:
    found = judged(2, account.signatories[0].specimens[1], amount="50000")
    assert found.decision is Decision.FLAG
    assert found.reasons[0] == Reason(ReasonCode.COPY_OF_SPECIMEN)
    assert found.telling.signatory == "Asha"
    assert any("specimen 1-2" in text for text in texts_of(found.reasons))


def test_a_doubtful_box_matches_nobody_but_is_no_forgery(judged: Judged, hand: Hand) -> None:
    unsure = replace(hand(9, 7), quality=doubtful(place=Reason(ReasonCode.PLACE_UNCERTAIN)))
    found = judged(1, unsure, amount="10000")
    assert (found.decision, found.reasons[0].code) == (Decision.REFER, ReasonCode.FURTHER_SIGNATURE)
    assert [one.signatory for one in found.signatures] == ["Asha", None]
    assert found.signatures[1].decision is Decision.REFER
    alone = judged(unsure, amount="10000")
    assert (alone.decision, alone.reasons[0].code) == (Decision.REFER, ReasonCode.MANDATE_LACKS)
    assert alone.signed_by == ()


def test_two_signatories_nearly_alike_are_referred(
    verifier: Verifier,
    account: AccountOnDay,
    hand: Hand,
) -> None:
    twins = AccountOnDay(
        number="4712",
        day=DAY,
        signatories=(
            account.signatories[0],
            KnownSignatory(name="Twin", specimens=(hand(1, 4), hand(1, 5), hand(1, 6))),
        ),
        mandates=account.mandates,
    )
    found = verify_account([hand(1, 8)], account=twins, verifier=verifier, amount=Decimal(10))
    assert found.decision is Decision.REFER
    assert found.reasons[0] == Reason(ReasonCode.SIGNER_UNCLEAR)
    one = found.signatures[0]
    assert one.verification is not None
    assert one.verification.decision is Decision.ACCEPT, "it is the identity that is in doubt"
    assert {one.signatory, "Twin", "Asha"} == {"Asha", "Twin"}
    others = {"Asha", "Twin"} - {str(one.signatory)}
    assert one.reasons[0].parameters == {"people": tuple(others)}
    assert found.mandate.fulfilled == "if-confirmed"


def test_a_referred_signature_leaves_the_mandate_open(
    model: Path,
    account: AccountOnDay,
    hand: Hand,
    tmp_path: Path,
) -> None:
    wide = tmp_path / "wide.json"
    wide.write_text(json.dumps(calibration_values(model) | {"accept_at": 1.0}), encoding="utf-8")
    strict = Verifier(model, calibration=wide)
    found = verify_account([hand(1, 7)], account=account, verifier=strict, amount=Decimal(10))
    assert found.decision is Decision.REFER
    assert found.reasons[0] == Reason(ReasonCode.MANDATE_IF_CONFIRMED)
    said = texts_of(found.reasons)
    assert "is met only if Asha did sign" in said[1]
    assert said[2] == "signature of Asha: neither clearly alike nor clearly different"


def test_without_anything_to_compare_there_is_no_decision(
    judged: Judged,
    verifier: Verifier,
    hand: Hand,
) -> None:
    blank = prepare(verifier, np.full((150, 420), 255, np.uint8), "blank")
    found = judged(blank, amount="10")
    assert found.decision is Decision.NO_DECISION
    assert found.reasons[0] == Reason(ReasonCode.NOTHING_TO_COMPARE)
    assert judged(1, blank, amount="10").decision is Decision.REFER, "what else was signed there?"
    nobody = AccountOnDay(
        number="1",
        day=DAY,
        signatories=(KnownSignatory(name="Asha", specimens=()),),
        mandates=(read_mandate(LADDER),),
    )
    empty = verify_account([hand(1, 7)], account=nobody, verifier=verifier, amount=Decimal(1))
    assert empty.decision is Decision.NO_DECISION
    assert "Asha has no specimen that can be used on 2026-11-22" in texts_of(empty.reasons)


def test_the_order_of_the_signatories_does_not_matter(
    judged: Judged,
    verifier: Verifier,
    account: AccountOnDay,
    hand: Hand,
) -> None:
    turned = AccountOnDay(
        number=account.number,
        day=DAY,
        signatories=account.signatories[::-1],
        mandates=account.mandates,
    )
    found = verify_account(
        [hand(3, 7), hand(1, 8)], account=turned, verifier=verifier, amount=Decimal(60000)
    )
    expected = judged(3, 1, amount="60000")
    assert (found.decision, found.reasons) == (expected.decision, expected.reasons)


class TestSignaturesOn:
    def test_a_cheque_that_two_have_signed(self, verifier: Verifier) -> None:
        inks = [255 - scribble(seed=seed, variation=7) for seed in (1, 2)]
        rng = np.random.default_rng(2)
        cheque = compose_cheque(rng, style=Layout.US_PERSONAL, signatures=inks, dpi=150.0)
        found = signatures_on(scan_of(cheque.image), verifier=verifier, path=Path("c.png"))
        assert len(found) == 2
        for box in cheque.boxes:
            assert max(one.box.iou(box) for one in found if one.box) > 0.5

    def test_each_place_is_doubted_by_itself(
        self, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = np.full((600, 1300), 255, np.uint8)
        page[100:250, 100:520] = scribble(seed=1)
        page[300:450, 700:1120] = scribble(seed=2)
        places = [
            Detection(Box(100, 100, 420, 150), 0.7, 0.0),
            Detection(Box(700, 300, 420, 150), 0.45, 0.0),
            Detection(Box(10, 10, 60, 40), 0.31, 0.0),
        ]
        monkeypatch.setattr(Verifier, "detect", lambda *_: tuple(places))
        found = signatures_on(scan_of(page), verifier=verifier, path=Path("c.png"))
        assert [one.box for one in found] == [place.box for place in places[:2]]
        doubted = [any(f.kind is QualityKind.CHECK_BOX for f in one.quality) for one in found]
        assert doubted == [False, True]

    def test_given_boxes_and_a_signature_alone(self, verifier: Verifier) -> None:
        page = np.full((600, 1300), 255, np.uint8)
        page[100:250, 100:520] = scribble(seed=1)
        scan = scan_of(page)
        boxes = [Box(100, 100, 420, 150), Box(90, 90, 440, 170)]
        found = signatures_on(scan, verifier=verifier, path=Path("c.png"), boxes=boxes)
        assert [one.box for one in found] == boxes
        whole = signatures_on(scan, verifier=verifier, path=Path("c.png"))
        assert [one.box for one in whole] == [None]
