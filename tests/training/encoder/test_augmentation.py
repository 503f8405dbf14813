from dataclasses import fields, replace

import pytest
import torch
from torch import Tensor

from sigverify.training.encoder.augmentation import AugmentConfig, Warp, build_augmentation

# Every strength and every share at zero: nothing happens.
NOTHING = AugmentConfig(
    **{entry.name: 1.0 if entry.name == "resolution" else 0.0 for entry in fields(AugmentConfig)}
)


@pytest.fixture
def canvas() -> Tensor:
    """Six copies of a frame with a stroke, 3 px wide."""
    one = torch.zeros(1, 1, 80, 160)
    one[..., 20:23, 30:130] = 1
    one[..., 20:60, 70:73] = 1
    return one.repeat(6, 1, 1, 1)


def augmented(canvas: Tensor, seed: int = 1, /, **changes: float) -> Tensor:
    torch.manual_seed(seed)
    result = build_augmentation(replace(NOTHING, **changes))(canvas)
    assert isinstance(result, Tensor)
    return result


def ink(canvas: Tensor) -> Tensor:
    return canvas.sum(dim=(1, 2, 3))


def test_no_strength_changes_nothing(canvas: Tensor) -> None:
    torch.testing.assert_close(augmented(canvas), canvas, atol=1e-4, rtol=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"rotation_deg": 5.0},
        {"shear": 0.1},
        {"shrink": 0.2},
        {"shift": 0.05},
        {"perspective": 0.1},
        {"elastic_px": 3.0},
        {"stroke": 0.8, "stroke_share": 1.0},
        {"break_share": 1.0},
        {"line_share": 1.0},
        {"print_share": 1.0},
        {"resolution": 2.5, "resolution_share": 1.0},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_each_change_differs_between_images_and_repeats_by_seed(
    canvas: Tensor, changes: dict[str, float]
) -> None:
    result = augmented(canvas, **changes)
    assert result.shape == canvas.shape
    assert result.dtype == torch.float32
    assert float(result.min()) >= 0
    assert float(result.max()) <= 1 + 1e-5
    differences = (result - canvas).abs().sum(dim=(1, 2, 3))
    assert (differences > 1).sum() >= 4
    assert len({round(float(x), 3) for x in differences}) >= 4
    assert torch.equal(result, augmented(canvas, **changes))
    assert not torch.equal(result, augmented(canvas, 2, **changes))


def test_shares_leave_the_other_images_alone(canvas: Tensor) -> None:
    many = canvas.repeat(20, 1, 1, 1)
    result = augmented(many, bilevel_share=0.3, line_share=0.3)
    untouched = (result - many).abs().amax(dim=(1, 2, 3)) < 1e-4
    assert 0.3 < untouched.float().mean() < 0.75


def test_gaps_only_take_ink_away_and_remains_only_add(canvas: Tensor) -> None:
    assert (augmented(canvas, break_share=1.0) <= canvas + 1e-4).all()
    broken = ink(augmented(canvas, break_share=1.0)) / ink(canvas)
    assert (broken > 0.5).all()
    for remains in ("line_share", "print_share"):
        assert (augmented(canvas, **{remains: 1.0}) >= canvas - 1e-4).all()


def test_strokes_get_wider_and_narrower_where_they_are(canvas: Tensor) -> None:
    result = augmented(canvas.repeat(5, 1, 1, 1), stroke=1.0, stroke_share=1.0)
    ratio = ink(result) / ink(canvas)[0]
    assert ratio.max() > 1.3
    assert ratio.min() < 0.8
    near = torch.nn.functional.max_pool2d(canvas[:1], 3, stride=1, padding=1)
    assert (result[:, :, near[0, 0] == 0] == 0).all()


def test_bilevel_has_two_levels() -> None:
    grey = torch.rand(4, 1, 20, 40)
    assert set(augmented(grey, bilevel_share=1.0).flatten().tolist()) == {0.0, 1.0}


def test_a_warp_moves_ink_by_its_matrix(canvas: Tensor) -> None:
    """A shift of a tenth of half a height is four pixels here, without scaling."""
    matrix = torch.eye(3).repeat(6, 1, 1)
    matrix[:, 0, 2] = 0.1
    nodes = torch.zeros(6, 2, 5, 10)
    moved = Warp(NOTHING).transform(canvas, {"matrix": matrix, "nodes": nodes})
    torch.testing.assert_close(moved[..., :-4], canvas[..., 4:], atol=1e-4, rtol=0)


def test_the_default_keeps_most_of_the_ink(canvas: Tensor) -> None:
    torch.manual_seed(1)
    result = build_augmentation(AugmentConfig())(canvas.repeat(20, 1, 1, 1))
    ratio = ink(result) / ink(canvas)[0]
    assert 0.7 < ratio.median() < 1.5
    assert (ratio > 0.2).all()
