"""The training of a separator from a table of signatures, without real composing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sigverify.detection.separator import (
    CANVAS_HEIGHT,
    CANVAS_WIDTH,
    CHANNELS,
    SEPARATOR,
    Separator,
)
from sigverify.errors import DataError, UsageError
from sigverify.paths import model_folder
from sigverify.training.separator import recipe
from sigverify.training.separator.data import SeparatorExamples
from sigverify.training.separator.recipe import SeparatorRequest, train_separator


def cutouts(count: int) -> SeparatorExamples:
    canvases = np.zeros((count, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    canvases[:, :, 40:60, 60:120] = 200
    inks = np.where(canvases[:, 0] > 0, 255, 0).astype(np.uint8)
    return SeparatorExamples(canvases=canvases, inks=inks)


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SeparatorRequest:
    monkeypatch.setattr(recipe, "compose_examples", lambda *_, count, **__: cutouts(count))
    manifest = tmp_path / "manifest.csv"
    (tmp_path / "a.png").touch()
    manifest.write_text("path,writer,label,split\na.png,one/1,genuine,train\n")
    return SeparatorRequest(
        manifest=manifest,
        start=None,
        output=tmp_path / "separator",
        work=tmp_path / "work",
        examples=4,
        minutes=1e-4,
        resume=True,
        seed=1,
        workers=1,
        batch=2,
    )


def test_a_finished_run_is_exported_again_as_it_was(request_: SeparatorRequest) -> None:
    stages: list[str] = []
    figures = train_separator(request_, report=lambda what, *_: stages.append(what))
    assert list(dict.fromkeys(stages)) == ["Training", "Exporting"]
    Separator(request_.output)
    written = (request_.output / SEPARATOR.onnx_name).read_bytes()
    stages.clear()
    assert train_separator(request_, report=lambda what, *_: stages.append(what)) == figures
    assert set(stages) == {"Exporting"}
    assert (request_.output / SEPARATOR.onnx_name).read_bytes() == written


def test_a_training_from_another_separator_is_another_run(request_: SeparatorRequest) -> None:
    train_separator(request_, report=lambda *_: None)
    from_it = replace(request_, start=request_.output)
    with pytest.raises(UsageError, match="other settings"):
        train_separator(from_it, report=lambda *_: None)
    train_separator(replace(from_it, resume=False), report=lambda *_: None)


def test_a_training_on_the_comparison_is_another_run(request_: SeparatorRequest) -> None:
    compared = replace(request_, model=model_folder())
    train_separator(compared, report=lambda *_: None)
    with pytest.raises(UsageError, match="other settings"):
        train_separator(request_, report=lambda *_: None)


def test_too_few_examples_are_refused(request_: SeparatorRequest) -> None:
    with pytest.raises(DataError, match="too few"):
        train_separator(replace(request_, examples=1), report=lambda *_: None)
