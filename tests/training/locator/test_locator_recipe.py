"""The training of a locator from a table of signatures, without real composing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.detection.locator import LOCATOR, Locator
from sigverify.errors import DataError, UsageError
from sigverify.training.locator import recipe
from sigverify.training.locator.data import MAX_BOXES, LocatorExamples
from sigverify.training.locator.recipe import LocatorRequest, train_locator
from sigverify.training.locator.task import LocatorSizes


def cheques(count: int) -> LocatorExamples:
    boxes = np.full((count, MAX_BOXES, 4), np.nan, np.float32)
    boxes[:, 0] = (200, 200, 300, 250)
    canvases = np.zeros((count, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    canvases[:, :, 200:250, 200:300] = 220
    return LocatorExamples(canvases=canvases, boxes=boxes, is_cheque=np.ones(count, np.bool_))


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocatorRequest:
    monkeypatch.setattr(recipe, "compose_examples", lambda *_, count, **__: cheques(count))
    manifest = tmp_path / "manifest.csv"
    for name in ("a", "b"):
        (tmp_path / f"{name}.png").touch()
    manifest.write_text("path,writer,label,split\na.png,one/1,genuine,train\n")
    return LocatorRequest(
        manifest=manifest,
        real=None,
        without=(),
        output=tmp_path / "locator",
        work=tmp_path / "work",
        examples=4,
        minutes=1e-4,
        resume=True,
        seed=1,
        workers=1,
        sizes=LocatorSizes(batch=2, norm_batches=1, sheet_batches=1, sheet_steps=1),
    )


def test_a_finished_run_is_exported_again_as_it_was(request_: LocatorRequest) -> None:
    stages: list[str] = []
    found = train_locator(request_, report=lambda what, *_: stages.append(what))
    assert list(dict.fromkeys(stages)) == ["Training", "Exporting"]
    Locator(request_.output)
    written = (request_.output / LOCATOR.onnx_name).read_bytes()
    stages.clear()
    assert train_locator(request_, report=lambda what, *_: stages.append(what)) == found
    assert set(stages) == {"Exporting"}
    assert (request_.output / LOCATOR.onnx_name).read_bytes() == written


def test_other_signatures_or_settings_are_not_resumed(request_: LocatorRequest) -> None:
    train_locator(request_, report=lambda *_: None)
    with pytest.raises(UsageError, match="other settings"):
        train_locator(replace(request_, seed=2), report=lambda *_: None)
    with pytest.raises(UsageError, match="other settings"):
        train_locator(replace(request_, start=request_.output), report=lambda *_: None)
    request_.manifest.write_text("path,writer,label,split\nb.png,one/1,genuine,train\n")
    with pytest.raises(UsageError, match="other data"):
        train_locator(request_, report=lambda *_: None)
    train_locator(replace(request_, resume=False), report=lambda *_: None)


def test_too_few_cheques_are_refused(request_: LocatorRequest) -> None:
    with pytest.raises(DataError, match="too few"):
        train_locator(replace(request_, examples=1), report=lambda *_: None)
