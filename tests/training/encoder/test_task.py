"""The encoder's training: reproducible, resumable, and it learns."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sigverify.errors import DataError, UsageError
from sigverify.terms import PairKind, Split
from sigverify.training import trainer as trainer_module
from sigverify.training.checkpoint import load_checkpoint
from sigverify.training.encoder import task as task_module
from sigverify.training.encoder.augmentation import AugmentConfig
from sigverify.training.encoder.losses import LOSSES, LogisticLoss
from sigverify.training.encoder.matching import in_window
from sigverify.training.encoder.pairs import PairMasks
from sigverify.training.encoder.sampling import BatchPlan
from sigverify.training.encoder.task import EncoderTask, TrainConfig
from sigverify.training.encoder.validation import compare_by_set, embed
from sigverify.training.runlog import LOG_NAME, read_log
from sigverify.training.signatures.corpus import Corpus
from sigverify.training.trainer import CHECKPOINT_NAME, Trainer, TrainingStatus
from tests.helpers.small_training import TRAIN, fresh_network

CPU = torch.device("cpu")
HOURS = 1e6

Weights = dict[str, torch.Tensor]


def run(
    corpus: Corpus,
    folder: Path,
    *,
    config: TrainConfig = TRAIN,
    resume: bool = True,
    seconds: float = HOURS,
    initialise: Callable[[], None] = lambda: None,
    report: Callable[[TrainingStatus], None] = lambda _: None,
) -> tuple[TrainingStatus, Weights]:
    network = fresh_network()
    task = EncoderTask(
        network,
        config=config,
        corpus=corpus,
        cache=folder.parent / "features",
        device=CPU,
        report=lambda *_: None,
        initialise=initialise,
    )
    trainer = Trainer(
        task,
        config=config.trainer(),
        folder=folder,
        settings={"learning_rate": config.learning_rate, "split": corpus.split_sha256},
    )
    status = trainer.run(resume=resume, seconds=seconds, report=report)
    return status, network.state_dict()


def equal(left: Weights, right: Weights) -> bool:
    return all(torch.equal(left[name], right[name]) for name in left)


def losses(folder: Path) -> list[dict[str, object]]:
    """The log without the clock."""
    return [
        {name: value for name, value in entry.items() if name != "seconds"}
        for entry in read_log(folder / LOG_NAME)
    ]


class CutOff(Exception):
    """Simulates a power cut."""


def cut_off_after(step: int) -> Callable[[TrainingStatus], None]:
    def report(status: TrainingStatus) -> None:
        if status.step == step:
            raise CutOff

    return report


def test_the_seed_decides_everything(corpus: Corpus, tmp_path: Path) -> None:
    first, weights = run(corpus, tmp_path / "1")
    again, same = run(corpus, tmp_path / "2")
    _, other = run(corpus, tmp_path / "3", config=replace(TRAIN, seed=2))
    assert replace(first, seconds=0.0) == replace(again, seconds=0.0)
    assert losses(tmp_path / "1") == losses(tmp_path / "2")
    assert equal(weights, same)
    assert not equal(weights, other)
    assert first.step == 8


@pytest.mark.parametrize("loss", ["contrastive", "logistic"])
@pytest.mark.parametrize("step", [2, 4, 6])
def test_a_resumed_run_ends_as_one_without_interruption(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, loss: str
) -> None:
    monkeypatch.setattr(trainer_module, "LOG_EVERY", 1)
    # The final weights, not the best ones, depend on every batch.
    config = replace(TRAIN, loss=loss)
    run(corpus, tmp_path / "whole", config=config)
    with pytest.raises(CutOff):
        run(corpus, tmp_path / "parts", config=config, report=cut_off_after(step))

    def fail() -> None:
        raise AssertionError("a resumed run has its start")

    run(corpus, tmp_path / "parts", config=config, initialise=fail)
    whole, parts = (
        load_checkpoint(tmp_path / name / CHECKPOINT_NAME) for name in ("whole", "parts")
    )
    for part in ("network", "average", "criterion"):
        assert equal(whole[part], parts[part])
    assert losses(tmp_path / "whole") == losses(tmp_path / "parts")
    assert [entry["step"] for entry in losses(tmp_path / "whole") if "loss" in entry] == list(
        range(1, 9)
    )


def test_a_finished_run_is_not_trained_further(corpus: Corpus, tmp_path: Path) -> None:
    first, weights = run(corpus, tmp_path)
    again, same = run(corpus, tmp_path, report=cut_off_after(0))
    assert again == first
    assert equal(weights, same)


def test_without_resuming_a_run_begins_again(corpus: Corpus, tmp_path: Path) -> None:
    run(corpus, tmp_path)
    steps: list[int] = []
    run(corpus, tmp_path, resume=False, report=lambda status: steps.append(status.step))
    assert steps == list(range(1, 9))


def test_a_run_with_other_settings_or_data_is_not_resumed(corpus: Corpus, tmp_path: Path) -> None:
    run(corpus, tmp_path)
    with pytest.raises(UsageError, match="other settings"):
        run(corpus, tmp_path, config=replace(TRAIN, learning_rate=1e-3))
    with pytest.raises(UsageError, match="other data"):
        run(replace(corpus, split_sha256="0" * 64), tmp_path)


def test_a_damaged_state_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    run(corpus, tmp_path)
    (tmp_path / CHECKPOINT_NAME).write_bytes(b"not tensors")
    with pytest.raises(DataError, match="--no-resume") as raised:
        run(corpus, tmp_path)
    assert CHECKPOINT_NAME in raised.value.message


def test_the_clock_ends_a_run_in_time(corpus: Corpus, tmp_path: Path) -> None:
    config = replace(TRAIN, steps=10**6)
    status, _ = run(corpus, tmp_path, config=config, seconds=1e-9)
    assert status.step == 0
    seen: list[TrainingStatus] = []
    moment = iter(range(1000))

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return float(next(moment))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer_module, "time", Clock)
        run(corpus, tmp_path, config=config, resume=False, seconds=20, report=seen.append)
    assert seen[-1].share == 1
    assert 5 < len(seen) <= 20
    assert seen[-1].seconds >= 20
    shares = [status.share for status in seen]
    assert shares == sorted(shares)


def test_a_run_without_progress_stops_and_keeps_its_best(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = iter([0.4, 0.3, 0.35, 0.3, 0.31, 0.2])
    monkeypatch.setattr(task_module, "mean_eer", lambda _: next(rates))
    config = replace(TRAIN, steps=100, validate_every=1, patience=3)
    status, weights = run(corpus, tmp_path, config=config)
    assert (status.step, status.best_step, status.best_error) == (4, 1, 0.3)
    monkeypatch.setattr(task_module, "mean_eer", lambda _: 0.1)
    with pytest.raises(CutOff):
        run(corpus, tmp_path, config=config, resume=False, report=cut_off_after(1))
    best = load_checkpoint(tmp_path / CHECKPOINT_NAME)["average"]
    assert equal(
        weights,
        {
            name.removeprefix("module."): value
            for name, value in best.items()
            if name.startswith("module.")
        },
    )


def test_a_run_that_only_gets_worse_gives_its_start_back(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = iter([0.1, 0.2, 0.3])
    monkeypatch.setattr(task_module, "mean_eer", lambda _: next(rates))
    status, weights = run(corpus, tmp_path)
    assert (status.best_step, status.best_error) == (0, 0.1)
    assert equal(weights, fresh_network().state_dict())


def test_an_infinite_loss_ends_the_run(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="infinite"):
        run(corpus, tmp_path, config=replace(TRAIN, learning_rate=1e30, warm_up=0))


def test_val_without_pairs_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    val = corpus.require(Split.VAL)
    one_each = val.subset(torch.tensor([0, 8]).numpy())
    poor = replace(corpus, splits={**corpus.splits, Split.VAL: one_each})
    with pytest.raises(DataError, match="no pairs"):
        run(poor, tmp_path)


@pytest.mark.parametrize("loss", ["contrastive", "angular"])
def test_the_training_overfits_a_few_writers(corpus: Corpus, tmp_path: Path, loss: str) -> None:
    train = corpus.require(Split.TRAIN)
    train_as_val = replace(corpus, splits={Split.TRAIN: train, Split.VAL: train})
    still = AugmentConfig(
        rotation_deg=0.5,
        shear=0,
        shrink=0,
        shift=0,
        perspective=0,
        elastic_px=0,
        stroke_share=0,
        break_share=0,
        line_share=0,
        print_share=0,
        resolution_share=0,
        bilevel_share=0,
    )
    config = replace(
        TRAIN, loss=loss, steps=80, validate_every=80, learning_rate=4e-3, augmentation=still
    )
    before = compare_by_set(embed(fresh_network(), train, device=CPU), examples=train, seed=1)
    _, weights = run(train_as_val, tmp_path, config=config)
    network = fresh_network()
    network.load_state_dict(weights)
    after = compare_by_set(embed(network, train, device=CPU), examples=train, seed=1)
    for name in ("one", "two"):
        start, end = before[name].eer(PairKind.SKILLED), after[name].eer(PairKind.SKILLED)
        assert start is not None
        assert start > 0.05
        assert end == 0


def test_sets_that_share_writers_give_no_random_pairs(corpus: Corpus, tmp_path: Path) -> None:
    """Two people of the sets "one" and "two" may be one person; within a set they can't."""
    seen: list[torch.Tensor] = []

    class Watching(LogisticLoss):
        def forward(self, distances: torch.Tensor, *, masks: PairMasks) -> torch.Tensor:
            seen.append(masks.random.any())
            return super().forward(distances, masks=masks)

    config = replace(TRAIN, plan=BatchPlan(writers=2, genuine=2, forged=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(LOSSES, "logistic", Watching)
        run(corpus, tmp_path / "apart", config=config)
        assert any(map(bool, seen))
        seen.clear()
        patch.setattr(task_module, "SAME_PEOPLE", {"one": "lab", "two": "lab"})
        run(corpus, tmp_path / "shared", config=config)
    assert not any(map(bool, seen))


def test_the_window_is_used_as_often_as_wanted(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[int] = []

    def counting(embeddings: torch.Tensor) -> torch.Tensor:
        used.append(len(embeddings))
        return in_window(embeddings)

    monkeypatch.setattr(task_module, "in_window", counting)
    run(corpus, tmp_path / "never")
    assert not used
    run(corpus, tmp_path / "always", config=replace(TRAIN, pair_window=1.0))
    assert len(used) == TRAIN.steps + task_module.START_BATCHES
