"""Thresholds for each number of specimens, policies that nobody could work with, and tables."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from sigverify.calibration.policy import PolicyRequest, Scaling, parse_bands
from sigverify.calibration.profile import profile
from sigverify.calibration.run import Chosen, check_on_held_out, choose, scale
from sigverify.calibration.scores import score_table
from sigverify.calibration.source import LabelledImages, ReadyScores, read_scores, read_source
from sigverify.errors import CalibrationError, DataError, MissingFileError
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.thresholds.choosing import LabelledScores, choose_thresholds
from sigverify.scoring.thresholds.policies import SkilledFarAtMost
from sigverify.scoring.thresholds.trade_off import trade_offs
from sigverify.verification.calibration_values import CalibrationValues
from sigverify.verification.verifier import Verifier
from tests.helpers.scored_parts import parts, scores
from tests.helpers.written_set import write_set

FAR_5 = PolicyRequest(bands=parse_bands(["far-skilled=10%"]), flag_frr=0.005, flag_seen=True)


def with_references(k: int) -> LabelledScores:
    """Scores of the same signers, farther apart with more references."""
    rng = np.random.default_rng(k)
    ids = np.repeat([f"signer {number:02}" for number in range(60)], 20)

    def of(centre: float) -> WriterScores:
        return WriterScores(sigmoid(centre + rng.normal(size=ids.size)), ids)

    return LabelledScores(genuine=of(1.0 + 0.4 * k), skilled=of(-1.5 - 0.2 * k), random=None)


def chosen(*numbers: int, usual: int = 5, request: PolicyRequest = FAR_5) -> Chosen:
    ready = ReadyScores(by_number={k: with_references(k) for k in numbers}, sha256="a" * 64)
    scored = score_table(ready, references=usual, seed=1)
    return choose(scale(scored, scaling=Scaling.PLATT), request=request)


def signed(made: Chosen, model: Path) -> CalibrationValues:
    return profile(
        check_on_held_out(made),
        verifier=Verifier(model),
        name="ours",
        author="A. Risk",
        now=datetime(2026, 11, 30, tzinfo=UTC),
    )


def test_each_number_of_specimens_has_its_own_thresholds(pristine_model: Path) -> None:
    values = signed(chosen(1, 2, 3, 5), pristine_model)
    assert [number.from_references for number in values.numbers] == [1, 2, 3, 5]
    assert values.references == 5
    accept_at = [number.bands[0].accept_at for number in values.numbers]
    assert accept_at == sorted(accept_at, reverse=True)
    assert values.accept_at == accept_at[-1]
    assert values.numbers[-1].bands[0].rates == values.rates
    assert values.numbers[0].bands[0].rates["frr"] != values.rates["frr"]
    assert values.one_number_only is None


def test_a_table_of_one_number_makes_a_calibration_that_says_so(pristine_model: Path) -> None:
    values = signed(chosen(4, usual=4), pristine_model)
    assert values.numbers == ()
    assert values.one_number_only == Reason(ReasonCode.ONE_NUMBER_OF_SPECIMENS, number=4)
    # Without thresholds for one specimen there is nothing to serve a single one.
    assert signed(chosen(2, 5), pristine_model).numbers == ()


def test_the_usual_number_is_the_largest_of_a_table_that_lacks_it() -> None:
    made = chosen(1, 2, 3, usual=7)
    assert made.scaled.parts.references == 3
    assert [one.scores.references for one in made.others] == [1, 2]


def test_amounts_and_numbers_go_together(pristine_model: Path) -> None:
    request = replace(FAR_5, bands=parse_bands(["far-skilled=10%", "far-skilled=30% up to 500"]))
    values = signed(chosen(1, 5, request=request), pristine_model)
    for number in values.numbers:
        small, large = number.bands
        assert (small.up_to, large.up_to) == (500, None)
        assert small.accept_at < large.accept_at
    lax = values.thresholds_for(100, references=1)
    assert lax.accept_at == values.numbers[0].bands[0].accept_at


def test_genuine_signatures_are_flagged_by_the_share_seen() -> None:
    made = chosen(1, usual=1).choices[0]
    seen = made.rates.genuine_flagged.rate
    assert 0 < seen.value <= 0.005
    proven = choose_thresholds(
        scale(parts(), scaling=Scaling.PLATT).fit,
        policy=SkilledFarAtMost(0.1),
        flag_frr=0.05,
        seed=1,
    )
    assert proven.rates.genuine_flagged.interval.high <= 0.05


def test_a_policy_that_nobody_could_work_with_is_refused_with_the_nearest_that_works() -> None:
    hard = scores(signers=40, each=30)
    assert hard.skilled is not None
    # Half of the forgeries are as good as genuine ones.
    good = np.where(np.arange(hard.skilled.values.size) % 2, hard.genuine.values, 0.05)
    alike = replace(hard, skilled=WriterScores(good, hard.skilled.writers))
    with pytest.raises(CalibrationError, match="nobody could work with that") as refused:
        choose_thresholds(alike, policy=SkilledFarAtMost(0.05), flag_frr=None, seed=1, max_frr=0.5)
    named = re.search(r"with these signatures is ([\d.]+) %", refused.value.remedy)
    assert named is not None
    limit = float(named[1]) / 100
    assert 0.2 < limit < 0.5
    nearest = choose_thresholds(
        alike, policy=SkilledFarAtMost(limit), flag_frr=None, seed=1, max_frr=0.5
    )
    assert 0.4 < nearest.rates.frr.rate.value <= 0.5
    # Without that limit it is granted.
    strict = choose_thresholds(alike, policy=SkilledFarAtMost(0.05), flag_frr=None, seed=1)
    assert strict.rates.frr.rate.value > 0.5


def test_the_trade_off_is_what_each_limit_would_choose() -> None:
    fit = parts().fit
    found = trade_offs(fit, limits=(0.00001, 0.05, 0.10, 0.20), seed=1)
    assert [one.limit for one in found] == [0.05, 0.10, 0.20]
    for one in found:
        choice = choose_thresholds(fit, policy=SkilledFarAtMost(one.limit), flag_frr=None, seed=1)
        assert one.accept_at == choice.thresholds.accept_at
        assert one.rates == choice.rates
    assert trade_offs(replace(fit, skilled=None), seed=1) == ()


def test_a_table_may_lie_elsewhere_than_its_images(tmp_path: Path) -> None:
    table = write_set(tmp_path / "bank", writers=[("b/0", "val"), ("b/1", "val")], forged=1)
    moved = tmp_path / "tables" / "moved.csv"
    moved.parent.mkdir()
    moved.write_bytes(table.read_bytes())
    with pytest.raises(DataError, match="names no file"):
        read_source(moved)
    found = read_source(moved, images=table.parent)
    assert isinstance(found, LabelledImages)
    assert all(item.path.is_relative_to(table.parent.resolve()) for item in found.items)
    with pytest.raises(MissingFileError, match="nowhere"):
        read_source(moved, images=tmp_path / "nowhere")


def test_a_table_of_wrong_rows_names_three_and_a_count(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    rows = "".join(f"2,a,genuine,{k}\n" for k in range(7))
    path.write_text(f"similarity,writer,kind,references\n{rows}", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_source(path)
    assert raised.value.message.count("line ") == 3
    assert raised.value.message.endswith("; and 4 more, 7 in all.")


def test_scores_by_number_are_read_and_joined(tmp_path: Path) -> None:
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    head = "similarity,writer,kind,references\n"
    first.write_text(f"{head}0.9,a/1,genuine,1\n0.2,a/1,skilled,1\n", encoding="utf-8")
    second.write_text(f"{head}0.8,b/1,genuine,1\n0.7,b/1,genuine,5\n", encoding="utf-8")
    found = read_scores([first, second])
    assert found is not None
    assert found[1].genuine.values.tolist() == [0.9, 0.8]
    assert found[1].genuine.writers.tolist() == ["a/1", "b/1"]
    assert found[5].skilled is None
    assert read_scores([]) is None
    plain = tmp_path / "plain.csv"
    plain.write_text("similarity,writer,kind\n0.9,a,genuine\n", encoding="utf-8")
    with pytest.raises(DataError, match="not a table similarity,writer,kind,references"):
        read_scores([plain])
    second.write_text(f"{head}0.8,b/1,genuine,none\n", encoding="utf-8")
    with pytest.raises(DataError, match="references 'none' is no number of specimens"):
        read_scores([second])
