import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.datasets.manifest import ManifestItem
from sigverify.encoding.distance import ROOT_FLOOR, WHOLE_WEIGHT, embedding_distances
from sigverify.errors import DataError
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.fusion import FusionConfig, fuse_many
from sigverify.scoring.similarity import SimilarityMap
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.terms import Label, Split
from sigverify.training.encoder.calibrating import (
    ShippedCalibrations,
    calibrate,
    figures,
    reference_cases,
)
from sigverify.training.encoder.card import CardFacts, render_card
from sigverify.training.encoder.measuring import Measured
from sigverify.training.encoder.operating_points import operating_rates
from sigverify.training.encoder.validation import compare_by_set
from sigverify.training.signatures.canvases import CanvasSet
from sigverify.training.signatures.corpus import Examples
from sigverify.verification.calibration_values import CalibrationValues
from tests.helpers.scored_parts import scores

HASH = "0" * 64


def hand_writing(
    *, writers: int, genuine: int = 6, forged: int = 5, sets: int = 2
) -> tuple[Examples, NDArray[np.float32]]:
    """Examples whose embeddings scatter around a point per writer, imitations farther away."""
    rng = np.random.default_rng(3)
    items: list[ManifestItem] = []
    vectors: list[NDArray[np.float64]] = []
    for number in range(writers):
        place = rng.standard_normal(24)
        habit = 0.6 * rng.standard_normal(24)
        for label, count in ((Label.GENUINE, genuine), (Label.FORGED, forged)):
            for _ in range(count):
                writer = f"{'ab'[number % sets]}/{number}"
                name = f"{len(items)}.png"
                items.append(ManifestItem(None, name, writer, label, Split.VAL, 2))  # type: ignore[arg-type]
                vector = place + 0.4 * rng.standard_normal(24)
                vectors.append(vector + habit if label is Label.FORGED else vector)
    examples = Examples.make(items, canvases=CanvasSet((), {}, (), {}), rows=np.arange(len(items)))
    embeddings = np.stack(vectors).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    # One cell with ink, so that the distances are those of the vectors.
    cells = np.concatenate([embeddings, np.ones((len(embeddings), 1), np.float32)], axis=1)
    return examples, cells[:, None, None, :]


def both_profiles(
    examples: Examples,
    embeddings: NDArray[np.float32],
    *,
    left_out: Mapping[int, LabelledScores] | None = None,
) -> ShippedCalibrations:
    return calibrate(
        embeddings,
        examples=examples,
        by_set=compare_by_set(embeddings, examples=examples, seed=1),
        name="tiny",
        model_sha256=HASH,
        preprocessing_sha256=HASH,
        seed=1,
        left_out=left_out,
    )


def calibrated(examples: Examples, embeddings: NDArray[np.float32]) -> CalibrationValues:
    return both_profiles(examples, embeddings).standard


def test_the_rates_with_one_reference_are_those_of_the_thresholds_by_loops() -> None:
    examples, embeddings = hand_writing(writers=12)
    values = calibrated(examples, embeddings)
    mapping = SimilarityMap(a=values.similarity.a, b=values.similarity.b)
    rows = range(len(examples))
    found: dict[str, list[float]] = {"genuine": [], "skilled": []}
    for i, j in itertools.product(rows, rows):
        if examples.forged[i] or examples.writers[i] != examples.writers[j]:
            continue
        similarity = mapping.similarity(
            float(embedding_distances(embeddings[[i]], embeddings[[j]])[0, 0])
        )
        if examples.forged[j]:
            found["skilled"].append(similarity)
        elif i < j:
            found["genuine"].append(similarity)
    one = values.numbers[0].bands[0]
    rates = {name: (rate.errors, rate.trials) for name, rate in one.rates.items()}
    genuine, skilled = found["genuine"], found["skilled"]
    assert rates["frr"] == (sum(s < one.accept_at for s in genuine), len(genuine))
    assert rates["genuine_flagged"] == (sum(s < one.flag_below for s in genuine), len(genuine))
    assert rates["far_skilled"] == (sum(s >= one.accept_at for s in skilled), len(skilled))
    assert rates["far_random"][1] == 12 * 6 * 10


def test_each_number_of_references_has_thresholds_that_keep_the_limit() -> None:
    made = both_profiles(*hand_writing(writers=40))
    values = made.standard
    assert [number.from_references for number in values.numbers] == [1, 2, 3, 5]
    assert values.references == 5
    assert values.accept_at == values.numbers[-1].bands[0].accept_at
    assert values.rates == values.numbers[-1].bands[0].rates
    for number, small in zip(values.numbers, made.small_amounts.numbers, strict=True):
        band, lax = number.bands[0], small.bands[0]
        assert band.rates["far_skilled"].high <= 0.05
        flagged = band.rates["genuine_flagged"]
        assert flagged.errors / flagged.trials <= 0.005
        assert "5 %" in band.rule
        assert "of val" in band.rule
        assert lax.accept_at < band.accept_at
        assert lax.rates["far_skilled"].high <= 0.15
        assert lax.rates["frr"].errors < band.rates["frr"].errors
    assert made.small_amounts.name == "tiny, small amounts"
    # More specimens cost fewer genuine signatures.
    frr = [number.bands[0].rates["frr"] for number in values.numbers]
    assert frr[-1].errors / frr[-1].trials < frr[0].errors / frr[0].trials


def test_thresholds_are_chosen_on_sets_left_out_where_there_are_scores() -> None:
    unlike = scores(signers=60, each=20)
    made = both_profiles(*hand_writing(writers=12), left_out={1: unlike, 4: unlike})
    values = made.standard
    assert [number.from_references for number in values.numbers] == [1, 4]
    assert values.counts["genuine_comparisons"] == 60 * 20
    assert "data sets left out of the training" in values.rule
    assert unlike.skilled is not None
    accepted = (unlike.skilled.values >= values.accept_at).sum()
    assert values.rates["far_skilled"].errors == accepted


def test_a_limit_that_few_writers_cannot_prove_is_kept_on_those_seen_with_a_warning() -> None:
    values = calibrated(*hand_writing(writers=6))
    assert Reason(ReasonCode.LIMIT_UNPROVEN).as_json() in list(values.warning_codes)
    far = values.rates["far_skilled"]
    assert far.errors / far.trials <= 0.05
    assert "the upper end" not in values.rule


def test_without_skilled_forgeries_random_ones_are_used_with_a_warning() -> None:
    values = calibrated(*hand_writing(writers=12, forged=0))
    assert "far_skilled" not in values.rates
    assert "random" in values.rule
    assert any("unknown" in warning for warning in values.warnings)


def test_without_pairs_there_is_no_calibration() -> None:
    with pytest.raises(DataError, match="no pairs"):
        calibrated(*hand_writing(writers=4, genuine=1, forged=0, sets=1))


def test_reference_cases_keep_questioned_and_references_apart() -> None:
    examples, embeddings = hand_writing(writers=3)
    cases = reference_cases(embeddings, examples=examples, k=3, seed=1)
    assert cases is not None
    assert cases.questioned.shape == (3 * 2 * (3 + 5), 3)
    assert cases.genuine.sum() == 3 * 2 * 3
    assert (cases.questioned > 0.02).all()  # no signature is compared with itself
    for row in (0, 9, 40):
        among = cases.references[row]
        np.testing.assert_allclose(among, among.T)
        np.testing.assert_allclose(np.diag(among), (1 + WHOLE_WEIGHT) * ROOT_FLOOR**0.5, atol=1e-3)
    assert cases.questioned[cases.genuine].mean() < cases.questioned[~cases.genuine].mean()
    assert reference_cases(embeddings, examples=examples, k=6, seed=1) is None


def test_the_fusion_is_fitted_for_several_references() -> None:
    values = calibrated(*hand_writing(writers=12))
    config = FusionConfig(**values.fusion)
    assert 0 < config.typical_spread < 2
    assert fuse_many([[0.5, 0.7]], references=[[[0, 0.6], [0.6, 0]]], config=config)[0] > 0
    two_each = calibrated(*hand_writing(writers=12, genuine=2))
    assert two_each.fusion["strength"] == 0


def test_figures_have_counts_and_intervals() -> None:
    examples, embeddings = hand_writing(writers=7)
    by_set = compare_by_set(embeddings, examples=examples, seed=1)
    found = figures(by_set, seed=1)
    assert set(found) == {"a", "b"}
    skilled = found["a"]["skilled_eer"]
    assert skilled["low"] <= skilled["value"] <= skilled["high"]
    assert skilled["writers"] == 4
    assert (skilled["genuine_comparisons"], skilled["forged_comparisons"]) == (60, 120)
    assert found["b"]["random_eer"]["forged_comparisons"] == 3 * 6 * 10


def test_a_set_of_one_writer_has_no_figure() -> None:
    examples, embeddings = hand_writing(writers=3)
    assert set(figures(compare_by_set(embeddings, examples=examples, seed=1), seed=1)) == {"a"}


def rates_of(
    examples: Examples, embeddings: NDArray[np.float32], values: CalibrationValues
) -> dict[str, Any]:
    by_set = compare_by_set(embeddings, examples=examples, seed=1)
    measured = Measured(examples=examples, embeddings=embeddings, by_set=by_set, near_duplicates=0)
    return operating_rates(measured, calibration=values, seed=1)


def test_operating_rates_are_those_of_each_set() -> None:
    examples, embeddings = hand_writing(writers=12)
    values = calibrated(examples, embeddings)
    found = rates_of(examples, embeddings, values)
    single = values.numbers[0].bands[0].accept_at
    similarity = SimilarityMap(a=values.similarity.a, b=values.similarity.b)
    for name in ("a", "b"):
        here = examples.datasets == name
        accepted = {True: [0, 0], False: [0, 0]}
        for first, second in itertools.permutations(np.flatnonzero(here).tolist(), 2):
            same = examples.writers[first] == examples.writers[second]
            forged = bool(examples.forged[second])
            if examples.forged[first] or not same or (not forged and first > second):
                continue
            distance = embedding_distances(embeddings[[first]], embeddings[[second]])[0]
            accepted[forged][1] += 1
            accepted[forged][0] += int(similarity.similarities(distance)[0] >= single)
        one = found[name]["1"]
        assert one["frr"]["value"] == pytest.approx(1 - accepted[False][0] / accepted[False][1])
        assert one["far_skilled"]["value"] == pytest.approx(accepted[True][0] / accepted[True][1])
        assert one["frr"]["low"] <= one["frr"]["value"] <= one["frr"]["high"]
        # Five references give lower rates than one.
        assert found[name]["5"]["skilled_eer"]["value"] <= one["skilled_eer"]["value"]
    few, few_embeddings = hand_writing(writers=12, genuine=4)
    assert set(rates_of(few, few_embeddings, calibrated(few, few_embeddings))["a"]) == {"1"}


def test_the_card_takes_every_figure_from_the_records() -> None:
    examples, embeddings = hand_writing(writers=12)
    values = calibrated(examples, embeddings)
    found = figures(compare_by_set(embeddings, examples=examples, seed=1), seed=1)
    rates = rates_of(examples, embeddings, values)
    card = render_card(
        CardFacts(
            name="tiny",
            version="9.8.7",
            command="sigverify train --data x",
            seconds=90.0,
            machine="a processor",
            steps=17,
            best_step=13,
            settings={"training": {"seed": 5}},
            trained_on={"cedar": (48, 2), "own": (7, 1), "susig_blind": (9, 1), "a": (8, 2)},
            duplicates=3,
            near_duplicates=8,
            agreement=2e-7,
            evaluation={"val": found},
            calibration=values,
            operating_points={"val": rates},
            left_out={"a": (0.214, 0.106), "b": (0.131, None)},
            smoke=False,
        )
    )
    rate = found["a"]["skilled_eer"]
    row = f"{100 * rate['value']:.1f} % [{100 * rate['low']:.1f}, {100 * rate['high']:.1f}]"
    frr = values.rates["frr"]
    own = " / ".join(f"{100 * rates['a'][k]['skilled_eer']['value']:.1f} %" for k in ("1", "5"))
    for text in (
        "# tiny 9.8.7",
        "research only",
        "| own | 7 | 1 | terms not known",
        "| susig_blind | 9 | 1 | SUSIG, Sabanci University, blind part: drawn pen trajectories",
        "research under a signed agreement",
        f"| a | 21.4 % / 10.6 % | {own} |",
        "| b | 13.1 % / - | - / - |",  # not trained on
        "3 images were left out",
        "leave out 8 images of signatures digitised twice",
        f"| val, a | skilled | {row} |",
        f"| {frr.errors} / {frr.trials} |",
        "| val, b | 5 | ",
        f"ACCEPT from {values.accept_at:.4f}",
        values.rule,
        "1.5 minutes and 17 batches",
        "after batch 13",
        "- training.seed: 5",
        "sigverify train --data x",
        "must not be used",
    ):
        assert text in card
    assert "A trial run." not in card
