"""The training loop on a toy task: schedule, checkpoints, cancellation, the best weights."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from sigverify.errors import CancelledError, DataError, UsageError
from sigverify.training import trainer as trainer_module
from sigverify.training.checkpoint import load_checkpoint
from sigverify.training.runlog import LOG_NAME, read_log
from sigverify.training.task import BatchLoss, Validation
from sigverify.training.trainer import (
    BEST_NAME,
    CHECKPOINT_NAME,
    START_NAME,
    Trainer,
    TrainerConfig,
    TrainingStatus,
    rate_factor,
)

CONFIG = TrainerConfig(seed=1, steps=12, warm_up=2, weight_decay=1e-2, average=0.8)
ENDLESS = 1e9


class Line:
    """Fits a line to noisy points; batch norm and dropout make it depend on everything."""

    def __init__(self, errors: Iterator[float] | None = None) -> None:
        torch.manual_seed(0)
        self.network: nn.Module = nn.Sequential(
            nn.Linear(1, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Linear(8, 1)
        )
        self.criterion: nn.Module | None = nn.Linear(1, 1)
        self.initialised = 0
        self.finished_count = 0
        self.errors = errors

    def initialise(self) -> None:
        self.initialised += 1

    def parameter_groups(self) -> list[dict[str, Any]]:
        assert self.criterion is not None
        return [
            {"params": list(self.network.parameters()), "lr": 0.05},
            {"params": list(self.criterion.parameters()), "lr": 0.01},
        ]

    def loss(self, step: int) -> BatchLoss:
        assert self.criterion is not None
        x = torch.linspace(-1, 1, 16)[:, None] + 0.01 * step
        wanted = 2 * x + 0.1 * torch.randn(16, 1)
        given: Tensor = self.network(x)
        loss = (self.criterion(given) - wanted).square().mean()
        return BatchLoss(total=loss + 0.0 * given.sum(), logged=loss)

    def finished(self, average: nn.Module) -> nn.Module:
        self.finished_count += 1
        return average.eval()

    def validate(self, network: nn.Module) -> Validation:
        if self.errors is not None:
            return Validation(error=next(self.errors), figures={})
        x = torch.linspace(-1, 1, 16)[:, None]
        with torch.no_grad():
            error = float((network(x) - 2 * x).abs().mean())
        return Validation(error=error / (1 + error), figures={"distance": error})


def run(
    folder: Path,
    *,
    task: Line | None = None,
    config: TrainerConfig = CONFIG,
    resume: bool = True,
    seconds: float = ENDLESS,
    settings: dict[str, object] | None = None,
    report: Callable[[TrainingStatus], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[TrainingStatus, Line]:
    task = task or Line()
    trainer = Trainer(task, config=config, folder=folder, settings=settings or {})
    status = trainer.run(resume=resume, seconds=seconds, report=report, cancelled=cancelled)
    return status, task


def equal(left: nn.Module, right: nn.Module) -> bool:
    ours, theirs = left.state_dict(), right.state_dict()
    return all(torch.equal(ours[name], theirs[name]) for name in ours)


def log_without_clock(folder: Path) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in entry.items() if name != "seconds"}
        for entry in read_log(folder / LOG_NAME)
    ]


@pytest.mark.parametrize("every", [None, 3])
@pytest.mark.parametrize("buffers", [False, True])
@pytest.mark.parametrize("stop", [1, 5, 11])
def test_a_cancelled_run_is_resumed_to_the_same_end(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    every: int | None,
    buffers: bool,
    stop: int,
) -> None:
    monkeypatch.setattr(trainer_module, "LOG_EVERY", 1)
    config = replace(CONFIG, validate_every=every, average_buffers=buffers)
    whole, expected = run(tmp_path / "whole", config=config)
    asked = itertools.count()
    with pytest.raises(CancelledError, match="resumes it"):
        run(tmp_path / "parts", config=config, cancelled=lambda: next(asked) == stop)
    steps: list[int] = []
    parts, found = run(tmp_path / "parts", config=config, report=lambda now: steps.append(now.step))
    assert steps == list(range(stop + 1, 13))
    assert found.initialised == 0
    assert replace(parts, seconds=0.0) == replace(whole, seconds=0.0)
    assert equal(expected.network, found.network)
    assert expected.criterion is not None
    assert found.criterion is not None
    assert equal(expected.criterion, found.criterion)
    assert log_without_clock(tmp_path / "whole") == log_without_clock(tmp_path / "parts")


def test_the_seed_decides_the_result(tmp_path: Path) -> None:
    _, first = run(tmp_path / "1")
    _, again = run(tmp_path / "2")
    _, other = run(tmp_path / "3", config=replace(CONFIG, seed=2))
    assert equal(first.network, again.network)
    assert not equal(first.network, other.network)


def test_without_intervals_only_the_end_is_validated(tmp_path: Path) -> None:
    status, task = run(tmp_path)
    assert (task.finished_count, status.best_step, status.step) == (1, 12, 12)
    (entry,) = [entry for entry in read_log(tmp_path / LOG_NAME) if "error" in entry]
    assert entry["figures"].keys() == {"distance"}
    # A finished run is neither trained nor measured again.
    again, second = run(tmp_path)
    assert second.finished_count == 0
    assert again == status
    assert equal(task.network, second.network)


def test_the_figures_are_those_of_the_best_weights(tmp_path: Path) -> None:
    task = Line()
    trainer = Trainer(task, config=CONFIG, folder=tmp_path, settings={})
    trainer.run(resume=True, seconds=ENDLESS, report=lambda _: None)
    assert trainer.figures == dict(task.validate(task.network.eval()).figures)


def test_checkpoints_are_written_by_the_clock_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = itertools.count()

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return 50.0 * next(moment)

    class PowerCut(Exception):
        pass

    def cut(now: TrainingStatus) -> None:
        if now.step == 7:
            raise PowerCut

    monkeypatch.setattr(trainer_module, "time", Clock)
    with pytest.raises(PowerCut):
        run(tmp_path, report=cut)
    assert load_checkpoint(tmp_path / CHECKPOINT_NAME)["state"]["step"] == 6


def test_the_clock_ends_a_training_without_a_number_of_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = itertools.count()

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return float(next(moment))

    monkeypatch.setattr(trainer_module, "time", Clock)
    shares: list[float] = []
    config = replace(CONFIG, steps=None)
    status, _ = run(
        tmp_path, config=config, seconds=8.0, report=lambda now: shares.append(now.share)
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert status.seconds >= 8.0
    # With more time the same run continues.
    longer, _ = run(tmp_path, config=config, seconds=16.0)
    assert longer.step > status.step


def test_no_time_at_all_still_gives_a_network(tmp_path: Path) -> None:
    status, task = run(tmp_path, seconds=1e-9, config=replace(CONFIG, validate_every=3))
    assert (status.step, status.best_step) == (0, 0)
    assert equal(task.network, Line().network)


def test_patience_ends_a_run_and_the_best_weights_come_back(tmp_path: Path) -> None:
    config = replace(CONFIG, steps=100, validate_every=1, patience=3)
    task = Line(iter([0.4, 0.3, 0.35, 0.3, 0.31]))
    status, _ = run(tmp_path, task=task, config=config)
    assert (status.step, status.best_step, status.best_error) == (4, 1, 0.3)
    best = load_checkpoint(tmp_path / BEST_NAME)["network"]
    assert all(torch.equal(best[name], value) for name, value in task.network.state_dict().items())


def test_a_validation_without_a_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no error rate"):
        run(tmp_path, task=Line(iter([float("nan")])))


def test_other_settings_and_damaged_files_are_not_resumed(tmp_path: Path) -> None:
    run(tmp_path)
    with pytest.raises(UsageError, match="other settings"):
        run(tmp_path, settings={"data": "other"})
    with pytest.raises(UsageError, match="other settings"):
        run(tmp_path, config=replace(CONFIG, clip=1.0))
    wider = Line()
    wider.network = nn.Linear(1, 1)
    with pytest.raises(DataError, match="--no-resume"):
        run(tmp_path, task=wider)
    (tmp_path / CHECKPOINT_NAME).write_bytes((tmp_path / START_NAME).read_bytes())
    with pytest.raises(DataError, match=CHECKPOINT_NAME):
        run(tmp_path)
    _, task = run(tmp_path, resume=False)
    assert task.initialised == 1


def test_the_rate_rises_then_falls_as_a_cosine() -> None:
    by_steps = replace(CONFIG, warm_up=4, final_rate=0.0)
    rates = [rate_factor(by_steps, step=step, share=step / 8) for step in range(8)]
    assert rates[0] == pytest.approx(0.25)
    assert rates[2] == pytest.approx(0.75 * 0.8535534)
    assert max(rates) == rates[3] == pytest.approx(0.6913417)
    assert rate_factor(by_steps, step=8, share=1.0) == pytest.approx(0.0)
    by_share = replace(CONFIG, warm_up=0, warm_up_share=0.5, final_rate=0.1)
    assert rate_factor(by_share, step=0, share=0.0) == pytest.approx(0.01 * 1.1)
    assert rate_factor(by_share, step=0, share=0.5) == pytest.approx(0.6)
    assert rate_factor(by_share, step=0, share=1.0) == pytest.approx(0.1)
