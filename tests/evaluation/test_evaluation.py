"""The whole evaluation with a small trained model on synthetic signatures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from sigverify.errors import DataError, UsageError
from sigverify.evaluation import retrieval as evaluation_search
from sigverify.evaluation.images import read_images
from sigverify.evaluation.pair_distances import PairDistances
from sigverify.evaluation.protocol import draw_trials
from sigverify.evaluation.results import Evaluation, SetResult
from sigverify.evaluation.run import (
    evaluate,
    needed_pairs,
    similarities,
)
from sigverify.reporting.evaluation_report import evaluation_json, evaluation_lines
from sigverify.terms import Label, PairKind, Split
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble

GENUINE, SKILLED, RANDOM = PairKind


class Table:
    """A manifest that grows with its images."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "manifest.csv"
        self.rows = ["path,writer,label,split"]

    def add(
        self,
        writer: str,
        content: bytes | np.ndarray,
        *,
        label: str = "genuine",
        split: str = "val",
    ) -> None:
        name = f"{len(self.rows):03d}.png"
        if isinstance(content, np.ndarray):
            content = cv2.imencode(".png", content)[1].tobytes()
        (self.path.parent / name).write_bytes(content)
        self.rows.append(f"{name},{writer},{label},{split}")
        self.path.write_text("\n".join(self.rows) + "\n", encoding="utf-8")

    def add_writer(
        self, writer: str, *, seed: int, genuine: int, forged: int = 0, split: str = "val"
    ) -> None:
        for variation in range(genuine):
            self.add(writer, scribble(seed=seed, variation=variation), split=split)
        for variation in range(forged):
            picture = scribble(seed=1000 + seed, variation=variation)
            self.add(writer, picture, label="forged", split=split)


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


def quiet(_what: str, _done: int, _total: int) -> None:
    pass


def run(table: Table, verifier: Verifier, **options: Any) -> Evaluation:  # noqa: ANN401
    return evaluate(table.path, verifier=verifier, progress=quiet, **options)


@pytest.fixture(scope="module")
def evaluation(verifier: Verifier, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """Two sets: one complete, one without everything that is optional."""
    table = Table(tmp_path_factory.mktemp("signatures"))
    for number in range(3):
        table.add_writer(f"whole/{number}", seed=number, genuine=4, forged=2)
    table.add_writer("poor/1", seed=21, genuine=3)
    table.add_writer("poor/2", seed=22, genuine=1)
    table.add("poor/1", b"no picture at all")
    for label in ("genuine", "forged"):
        table.add("poor/1", np.full((120, 300), 255, np.uint8), label=label)
    table.add("poor/1", scribble(seed=21, variation=1))
    table.add("poor/1", scribble(seed=24))
    table.add("poor/2", scribble(seed=24))
    return evaluate(table.path, verifier=verifier, references=(3, 1), progress=quiet)


def the_set(evaluation: Evaluation, name: str) -> SetResult:
    return next(result for result in evaluation.sets if result.name == name)


def test_the_trials_are_those_of_the_protocol(evaluation: Evaluation) -> None:
    single, several = the_set(evaluation, "whole").by_references
    assert (single.k, several.k) == (1, 3)
    counts = {kind: scores.similarities.size for kind, scores in single.scores.items()}
    assert counts == {GENUINE: 3 * 6, SKILLED: 3 * 4 * 2, RANDOM: 3 * 4 * 8}
    counts = {kind: scores.similarities.size for kind, scores in several.scores.items()}
    assert counts == {GENUINE: 30, SKILLED: 60, RANDOM: 240}
    rate = single.eer[RANDOM].value
    assert rate is not None
    assert rate < 0.2


def test_similarities_are_those_of_the_product(verifier: Verifier, table: Table) -> None:
    from sigverify.datasets.manifest import read_manifest

    for number in range(2):
        table.add_writer(f"s/{number}", seed=number, genuine=4, forged=1)
    table.add("s/0", b"not this one")
    items = read_manifest(table.path)
    images = read_images(items, verifier=verifier, threads=1, progress=lambda *_: None)
    signatures = images.signatures
    for k in (1, 3):
        draw = draw_trials(signatures, k=k, seed=5)
        distances = PairDistances(
            images.embeddings,
            pairs=needed_pairs([draw], signatures=signatures),
            threads=2,
            progress=lambda *_: None,
        )
        for kind, trials in draw.trials.items():
            found = similarities(
                trials, signatures=signatures, distances=distances, verifier=verifier
            )
            for index in {0, found.size // 2, found.size - 1}:
                questioned = int(trials.questioned[index])
                if not signatures.usable[questioned]:
                    assert np.isnan(found[index])
                    continue
                by_hand = verifier.verify(
                    verifier.prepare(items[questioned].path),
                    [verifier.prepare(items[row].path) for row in trials.references[index]],
                )
                assert by_hand.similarity == pytest.approx(found[index], abs=1e-6), kind
                assert items[questioned].label is (
                    Label.FORGED if kind is SKILLED else Label.GENUINE
                )


def test_pictures_that_cant_be_used_are_listed_and_counted(evaluation: Evaluation) -> None:
    result = the_set(evaluation, "poor")
    # 3 of one writer, 1 of the other, an unreadable and a blank one; duplicates do not count.
    assert (result.genuine, result.skilled) == (6, 1)
    assert result.failed == {GENUINE: 2, SKILLED: 1}
    assert [(fault.item.label, fault.readable) for fault in result.faults] == [
        (Label.GENUINE, False),
        (Label.GENUINE, True),
        (Label.FORGED, True),
    ]
    assert (result.duplicates.repeated, result.duplicates.contradictory) == (1, 2)
    single, _ = result.by_references
    assert (single.writers, single.left_out) == (1, 1)
    # 3 pairs, and 3 references against 2 unusable ones, which are not accepted.
    trials = single.error_rates[GENUINE].counts
    assert trials["trials"] == 3 + 3 * 2
    assert trials["errors"] >= 6
    assert single.error_rates[SKILLED].counts == {"errors": 0, "trials": 3, "writers": 1}
    assert single.eer[SKILLED].reason == "no usable comparisons with skilled forgeries"
    assert single.eer[RANDOM].value is not None
    assert single.eer[RANDOM].interval is None


def test_the_search_view_counts_right_answers(evaluation: Evaluation) -> None:
    found = the_set(evaluation, "whole").retrieval
    assert found is not None
    assert (found.signatures, found.without_match) == (12, 0)
    assert found.precision_at_1.value is not None
    assert found.precision_at_1.value > 0.7
    assert found.precision_at_1.counts == {"writers": 3, "searches": 12}
    poor = the_set(evaluation, "poor").retrieval
    assert poor is not None
    assert (poor.signatures, poor.without_match) == (4, 1)


def test_the_map_shows_some_signatures_of_some_writers(
    verifier: Verifier, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_search, "MAP_WRITERS", 2)
    monkeypatch.setattr(evaluation_search, "MAP_SIGNATURES", 2)
    for number in range(3):
        table.add_writer(f"s/{number}", seed=number, genuine=3, forged=1)
    shown = run(table, verifier, references=(1,)).sets[0].vector_map
    assert shown.writers.tolist() == [0, 0, 0, 1, 1, 1]
    assert shown.forged.tolist() == [False, False, True] * 2
    assert np.linalg.norm(shown.vectors, axis=1) == pytest.approx(1)


def test_the_json_holds_every_figure_and_is_valid(
    evaluation: Evaluation, pristine_model: Path
) -> None:
    values = json.loads(json.dumps(evaluation_json(evaluation), allow_nan=False))
    assert values["manifest"]["splits"] == ["val"]
    assert len(values["manifest"]["sha256"]) == 64
    assert values["model"]["name"] == "tiny"
    assert "every unordered pair" in values["protocol"]
    whole = values["sets"]["whole"]["references"]["1"]
    assert whole["at_shipped_threshold"]["accept_at"] == 0.7
    assert whole["trials"] == {"genuine": 18, "skilled": 24, "random": 96}
    for name in ("eer_skilled", "eer_random"):
        assert whole[name]["low"] <= whole[name]["value"] <= whole[name]["high"]
        assert "threshold" in whole[name]
    for name in ("frr", "far_skilled", "far_random"):
        rate = whole["at_shipped_threshold"][name]
        assert rate["value"] == rate["errors"] / rate["trials"]
    assert set(whole["calibration_quality"]["skilled"]) >= {
        "cllr",
        "min_cllr",
        "expected_calibration_error",
    }
    assert set(whole["by_writer"]["writers"]) == {"whole/0", "whole/1", "whole/2"}
    (worst,) = whole["by_writer"]["worst_decile"]["skilled"]["writers"]
    rates = {name: entry["eer_skilled"] for name, entry in whole["by_writer"]["writers"].items()}
    assert rates[worst] == max(rates.values())
    poor = values["sets"]["poor"]
    assert [entry["line"] for entry in poor["failure_to_acquire"]["unreadable"]] == [24]
    assert poor["references"]["1"]["eer_skilled"]["value"] is None


def test_the_text_names_no_writer_and_says_why_a_figure_is_missing(
    evaluation: Evaluation,
) -> None:
    text = "\n".join(evaluation_lines(evaluation))
    assert "whole: 3 writers, 12 genuine signatures, 6 skilled forgeries" in text
    assert "whole/1" not in text
    assert "18 / 24 / 96" in text
    assert "With 1 reference: no usable comparisons with skilled forgeries" in text
    assert "Failure to acquire: 2 of 6 genuine, 1 of 1 forged" in text
    assert "line 24: " in text
    assert "Duplicates left out: 3, 2 of them" in text


def test_two_writers_with_three_pictures_each_are_enough(verifier: Verifier, table: Table) -> None:
    for number in range(2):
        table.add_writer(f"small/{number}", seed=number, genuine=3)
    (result,) = run(table, verifier).sets
    single, several = result.by_references
    assert single.scores[GENUINE].similarities.size == 6
    assert single.eer[RANDOM].interval is not None
    assert single.eer[SKILLED].value is None
    assert (several.k, several.writers, several.left_out) == (5, 0, 2)
    assert "With 5 references: no writer has 6 genuine" in "\n".join(
        evaluation_lines(run(table, verifier))
    )


def test_one_writer_alone_has_no_random_forgeries(verifier: Verifier, table: Table) -> None:
    table.add_writer("alone/1", seed=1, genuine=3, forged=1)
    evaluation = run(table, verifier, references=(1,))
    (result,) = evaluation.sets
    (single,) = result.by_references
    assert single.eer[RANDOM].reason == "no usable comparisons with other writers' signatures"
    assert single.eer[SKILLED].value is not None
    assert single.eer[SKILLED].interval is None
    assert result.retrieval_reason is not None
    assert "two writers" in result.retrieval_reason
    assert json.dumps(evaluation_json(evaluation), allow_nan=False)


def test_a_set_without_one_usable_picture_is_reported(verifier: Verifier, table: Table) -> None:
    for _ in range(2):
        table.add("blank/1", np.full((120, 300), 255, np.uint8))
    evaluation = run(table, verifier)
    (result,) = evaluation.sets
    assert result.failed[GENUINE] == 2
    assert all(entry.writers == 0 for entry in result.by_references)
    assert json.dumps(evaluation_json(evaluation), allow_nan=False)
    assert evaluation_lines(evaluation)


def test_held_out_rows_are_used_unless_another_split_is_named(
    verifier: Verifier, table: Table
) -> None:
    for number, split in enumerate(("train", "val_cross")):
        table.add_writer(f"set{number}/1", seed=number, genuine=2, split=split)

    def sets(**options: Any) -> list[str]:  # noqa: ANN401
        return [result.name for result in run(table, verifier, references=(1,), **options).sets]

    assert sets() == ["set1"]
    assert sets(splits=[Split.TRAIN]) == ["set0"]
    with pytest.raises(DataError, match="no row is in the split val"):
        sets(splits=[Split.VAL])
    table.rows = [row.replace("val_cross", "train") for row in table.rows]
    table.path.write_text("\n".join(table.rows) + "\n", encoding="utf-8")
    assert sets() == ["set0", "set1"]


@pytest.mark.parametrize("references", [(0,), (1, 21), ()])
def test_a_number_of_references_out_of_range_is_refused(
    verifier: Verifier, table: Table, references: tuple[int, ...]
) -> None:
    with pytest.raises(UsageError, match="between 1 and 20"):
        run(table, verifier, references=references)


def test_progress_ends_at_its_total(verifier: Verifier, table: Table) -> None:
    table.add_writer("s/1", seed=1, genuine=2)
    last: dict[str, tuple[int, int]] = {}
    evaluate(
        table.path,
        verifier=verifier,
        references=(1,),
        progress=lambda what, done, total: last.update({what: (done, total)}),
    )
    assert last == {"s: reading": (2, 2), "s: comparing": (1, 1), "s: measuring": (1, 1)}
