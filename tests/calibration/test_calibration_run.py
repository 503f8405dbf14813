"""A calibration from the bank's data to the file, and the errors for unsuitable data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sigverify.calibration.policy import PolicyRequest, Scaling, parse_bands
from sigverify.calibration.profile import profile
from sigverify.calibration.run import Checked, check_on_held_out, choose, scale
from sigverify.calibration.scores import (
    ScoredParts,
    score_table,
    split_signers,
)
from sigverify.calibration.source import ReadyScores
from sigverify.encoding.artefact import load_artefact
from sigverify.errors import CalibrationError
from sigverify.files import canonical_json, sha256_hex
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.terms import Decision, PairKind
from sigverify.verification.calibration_file import load_calibration
from sigverify.verification.calibration_values import CalibrationValues, file_bytes
from sigverify.verification.verifier import Verifier
from sigverify.wording import english, texts_of
from tests.helpers.scored_parts import parts, scores
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

UNPROVEN = Reason(ReasonCode.LIMIT_UNPROVEN)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def result(
    given: ScoredParts,
    *policies: str,
    scaling: Scaling = Scaling.PLATT,
    flag_frr: float | None = 0.05,
    unproven: bool = False,
) -> Checked:
    request = PolicyRequest(
        bands=parse_bands(policies or ["equal-error"]), flag_frr=flag_frr, unproven=unproven
    )
    return check_on_held_out(choose(scale(given, scaling=scaling), request=request))


def signed(checked: Checked, verifier: Verifier, *, looks: int = 1) -> CalibrationValues:
    return profile(checked, verifier=verifier, name="ours", author="A. Risk", now=NOW, looks=looks)


@cache
def equal_error() -> Checked:
    return result(parts())


def written(values: CalibrationValues, tmp_path: Path) -> Path:
    path = tmp_path / "profile.json"
    path.write_bytes(file_bytes(values))
    return path


def test_the_profile_is_complete_and_loads_with_the_model(
    verifier: Verifier, pristine_model: Path, tmp_path: Path
) -> None:
    checked = result(parts(), "far-skilled=10%", flag_frr=0.04)
    values = signed(checked, verifier)
    path = written(values, tmp_path)
    loaded = load_calibration(path, artefact=load_artefact(pristine_model))
    assert loaded.values == values
    origin = values.origin
    assert origin is not None
    assert (values.name, values.author, values.created) == ("ours", "A. Risk", NOW)
    assert (origin.data_sha256, origin.references, origin.looks) == ("a" * 64, 5, 1)
    assert origin.policy == "far-skilled=0.1; genuine flagged at most: 4 %"
    assert values.counts["fit_signers"] + values.counts["held_out_signers"] == 60
    assert {"frr", "genuine_flagged", "far_skilled", "far_random"} == set(values.rates)
    assert origin.fit_rates["far_skilled"].high <= 0.10
    assert "skilled.cllr" in origin.evidence
    assert origin.in_words.startswith("Of 1000 genuine cheques about ")
    # A verifier with the profile has its thresholds and its warnings.
    own = Verifier(pristine_model, calibration=path)
    assert own.thresholds.accept_at == values.accept_at
    assert tuple(texts_of(own.calibration.warnings)) == values.warnings


def test_the_rates_are_those_of_signers_that_nothing_was_chosen_on() -> None:
    given = parts()
    checked = result(given, "far-skilled=10%")
    fit, held_out = (set(np.unique(part.genuine.writers)) for part in (given.fit, given.held_out))
    assert len(held_out) == 20
    assert not fit & held_out
    threshold = checked.chosen.choices[0].thresholds.accept_at
    scaled = checked.chosen.scaled.held_out
    assert scaled.skilled is not None
    errors = int((scaled.skilled.values >= threshold).sum())
    assert checked.rates[0].far_skilled is not None
    assert checked.rates[0].far_skilled.rate.errors == errors


def test_platt_scaling_corrects_overstated_evidence(verifier: Verifier) -> None:
    given = parts()

    def sharper(part: WriterScores | None) -> WriterScores:
        assert part is not None
        odds = np.log(part.values / (1 - part.values))
        return WriterScores(sigmoid(3 * odds + 2), part.writers)

    overstated = ScoredParts(
        kind=given.kind,
        data_sha256=given.data_sha256,
        references=5,
        seed=1,
        fit=LabelledScores(
            genuine=sharper(given.fit.genuine), skilled=sharper(given.fit.skilled), random=None
        ),
        held_out=LabelledScores(
            genuine=sharper(given.held_out.genuine),
            skilled=sharper(given.held_out.skilled),
            random=None,
        ),
        counts=given.counts,
        warnings=(),
    )
    plain, corrected = result(given), result(overstated)
    np.testing.assert_allclose(
        corrected.chosen.scaled.held_out.genuine.values,
        plain.chosen.scaled.held_out.genuine.values,
        atol=1e-6,
    )
    quality = corrected.evidence[PairKind.SKILLED]
    assert quality.cllr is not None
    assert quality.cllr - quality.min_cllr < 0.06
    # The map in the file gives exactly the similarities on which the thresholds were chosen.
    values = signed(corrected, verifier)
    base = verifier.settings.similarity.map
    distances = np.linspace(0.02, 0.05, 7)
    scaling = corrected.chosen.scaled.scaling
    expected = scaling.apply(base.similarities(distances))
    made = type(base)(a=values.similarity.a, b=values.similarity.b)
    np.testing.assert_allclose(made.similarities(distances), expected, rtol=1e-9)


def test_isotonic_scaling_needs_many_comparisons_and_works(
    verifier: Verifier, pristine_model: Path, tmp_path: Path
) -> None:
    with pytest.raises(CalibrationError, match="Isotonic scaling needs 1000"):
        result(parts(), scaling=Scaling.ISOTONIC)
    checked = result(parts(each=40), scaling=Scaling.ISOTONIC)
    path = written(signed(checked, verifier), tmp_path)
    own = Verifier(pristine_model, calibration=path)
    distances = np.array([[0.01], [0.03], [0.04]])
    base = verifier.scorer.similarities(distances, references=np.zeros((3, 1, 1)))
    np.testing.assert_array_equal(
        own.scorer.similarities(distances, references=np.zeros((3, 1, 1))),
        checked.chosen.scaled.scaling.apply(base),
    )


def test_thresholds_by_amount(verifier: Verifier, pristine_model: Path, tmp_path: Path) -> None:
    checked = result(parts(), "far-skilled=2%", "far-skilled=20% up to 1000")
    values = signed(checked, verifier)
    small, large = values.bands
    assert (small.up_to, large.up_to) == (1000, None)
    assert small.accept_at < large.accept_at == values.accept_at
    own = Verifier(pristine_model, calibration=written(values, tmp_path))
    assert own.thresholds_for(1000, references=5).accept_at == small.accept_at
    assert own.thresholds_for(1000.01, references=5).accept_at == large.accept_at
    assert own.thresholds_for(None, references=5) == own.thresholds
    assert own.thresholds.accept_at == large.accept_at
    between = (small.accept_at + large.accept_at) / 2
    assert own.thresholds_for(10, references=5).decide(between) is Decision.ACCEPT
    assert own.thresholds.decide(between) is not Decision.ACCEPT
    assert "Cheques up to 1,000: of 1000" in checked.in_words
    assert "Larger cheques: of 1000" in checked.in_words


def test_a_limit_that_the_data_cannot_prove_is_refused_or_granted_with_a_warning(
    verifier: Verifier, pristine_model: Path, tmp_path: Path
) -> None:
    few = parts(signers=15, each=10)
    with pytest.raises(CalibrationError, match=r"can't show a rate of at most 1 %"):
        result(few, "far-skilled=1%", flag_frr=None)
    checked = result(few, "far-skilled=1%", flag_frr=None, unproven=True)
    assert UNPROVEN in checked.warnings
    values = signed(checked, verifier)
    assert "proves nothing" in values.rule
    own = Verifier(pristine_model, calibration=written(values, tmp_path))
    first = tmp_path / "q.png"
    write_image(first, scribble(seed=1))
    other = tmp_path / "r.png"
    write_image(other, scribble(seed=1, variation=2))
    said = own.verify(own.prepare(first), [own.prepare(other)])
    assert UNPROVEN in said.notes
    told = said.as_json()["calibration"]
    assert english(UNPROVEN) in told["warnings"]
    assert UNPROVEN.as_json() in told["warning_codes"]


def test_missing_skilled_forgeries_are_reported_and_a_limit_on_them_refused() -> None:
    with pytest.raises(CalibrationError, match="needs skilled forgeries"):
        result(parts(skilled=False), "far-skilled=1%", unproven=True)
    checked = result(parts(skilled=False), "frr=5%")
    assert Reason(ReasonCode.NO_SKILLED_FORGERIES) in checked.warnings
    assert "how many skilled forgeries would pass is unknown" in checked.in_words


def test_a_limit_that_is_broken_on_signers_held_out_is_reported() -> None:
    given = parts()
    worse = given.held_out
    assert worse.skilled is not None
    shifted = LabelledScores(
        genuine=worse.genuine,
        skilled=WriterScores(np.sqrt(worse.skilled.values), worse.skilled.writers),
        random=None,
    )
    broken = ScoredParts(
        kind=given.kind,
        data_sha256=given.data_sha256,
        references=5,
        seed=1,
        fit=given.fit,
        held_out=shifted,
        counts=given.counts,
        warnings=(),
    )
    checked = result(broken, "far-skilled=5%")
    assert any("On held-out signers" in text for text in texts_of(checked.warnings))


def test_a_limit_on_flagged_signatures_that_is_broken_is_reported_too() -> None:
    given = parts()
    unsteady = WriterScores(given.held_out.genuine.values**8, given.held_out.genuine.writers)
    worse = replace(given, held_out=replace(given.held_out, genuine=unsteady))
    said = "of the genuine signatures were flagged, more than the limit of 5 %"
    assert any(said in text for text in texts_of(result(worse, "equal-error").warnings))
    assert not any(said in text for text in texts_of(result(given, "equal-error").warnings))
    unlimited = result(worse, "equal-error", flag_frr=None)
    assert not any("were flagged" in text for text in texts_of(unlimited.warnings))


def test_prices_are_told_as_what_a_thousand_cheques_cost() -> None:
    prices = "least-cost:loss=5000,minutes=2,minute-cost=0.8,forgery-rate=1%"
    checked = result(parts(), prices)
    rates = checked.rates[0]
    assert rates.far_skilled is not None
    lost = 10 * rates.far_skilled.rate.value * 5000
    looks = 10 * (1 - rates.far_skilled.rate.value) + 990 * rates.frr.rate.value
    (told,) = checked.costs
    assert told.startswith("Of 1000 cheques, 10 of them forged, forgeries that pass would cost")
    assert f"cost about {lost:,.0f} (at the upper end" in told
    assert f"and looks about {looks * 1.6:,.0f};" in told
    assert "to look at every cheque would cost 1,600, to look at none 50,000." in told
    assert told.endswith("A forgery that passes costs as much as 3,125 looks.")

    unknown = result(parts(skilled=False), prices)
    assert "what skilled forgeries that pass would cost is unknown" in unknown.costs[0]
    by_amount = result(parts(), f"{prices} up to 1000", "far-skilled=10%")
    assert [told[:23] for told in by_amount.costs] == ["Cheques up to 1000: of "]


def test_forgeries_of_too_few_signers_are_left_out_and_reported() -> None:
    few = scores()
    assert few.skilled is not None
    own = np.isin(few.skilled.writers, ["signer 001", "signer 002"])
    given = score_table(
        ReadyScores(
            by_number={
                0: LabelledScores(
                    genuine=few.genuine,
                    skilled=WriterScores(few.skilled.values[own], few.skilled.writers[own]),
                    random=few.random,
                )
            },
            sha256="a" * 64,
        ),
        references=5,
        seed=1,
    )
    assert given.fit.skilled is None
    assert any(
        "Skilled forgeries of fewer than 4 signers" in text for text in texts_of(given.warnings)
    )


def test_both_parts_get_signers_with_forgeries() -> None:
    everyone = [f"{number:02}" for number in range(30)]
    fit, held_out = split_signers(everyone, with_forgeries=everyone[:5], seed=3)
    assert sorted(fit + held_out) == everyone
    assert len(set(held_out) & set(everyone[:5])) == 2
    assert split_signers(everyone, with_forgeries=everyone[:5], seed=3) == (fit, held_out)
    assert split_signers(everyone, with_forgeries=everyone[:5], seed=4) != (fit, held_out)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.update(accept_at=v["accept_at"] + 0.01),
        lambda v: v.update(author="somebody else"),
        lambda v: v.update(warnings=[]),
        lambda v: v["counts"].update(fit_signers=4000),
        lambda v: v.pop("digest"),
        lambda v: v.update(origin=None),
    ],
)
def test_a_profile_changed_by_hand_is_refused(
    change: Callable[[dict[str, Any]], object],
    verifier: Verifier,
    pristine_model: Path,
    tmp_path: Path,
) -> None:
    path = written(signed(equal_error(), verifier), tmp_path)
    content = json.loads(path.read_text(encoding="utf-8"))
    # The same content with another layout is still intact.
    path.write_text(json.dumps(content, sort_keys=True), encoding="utf-8")
    load_calibration(path, artefact=load_artefact(pristine_model))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CalibrationError, match="changed after it was signed"):
        load_calibration(path, artefact=load_artefact(pristine_model))


def test_a_sites_own_calibration_is_no_base_for_another(
    verifier: Verifier, pristine_model: Path, tmp_path: Path
) -> None:
    checked = equal_error()
    own = Verifier(pristine_model, calibration=written(signed(checked, verifier), tmp_path))
    with pytest.raises(CalibrationError, match="can't be the base of another"):
        signed(checked, own)


def test_looking_at_several_results_is_held_against_them(verifier: Verifier) -> None:
    values = signed(equal_error(), verifier, looks=3)
    assert any("results of 3 policies" in warning for warning in values.warnings)


def test_the_digest_is_that_of_the_canonical_content(verifier: Verifier) -> None:
    values = signed(equal_error(), verifier)
    content = values.model_dump(mode="json")
    digest = content.pop("digest")
    assert digest == sha256_hex(canonical_json(content))
