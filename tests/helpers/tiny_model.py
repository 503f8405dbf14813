"""A model small enough to be made in a test, yet real: an ONNX encoder in a complete folder.

The network averages the canvas over a grid: a cell's descriptor is its blackness and the rest of
it, its weight whether there is ink. That is a poor encoder, but it goes through every line of the
code that a good one goes through.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from sigverify.encoding.artefact import (
    CALIBRATION_NAME,
    CARD_NAME,
    ENCODER_NAME,
    GOLDEN_NAME,
    WEIGHTS_NAME,
    write_manifest,
)
from sigverify.encoding.golden import Golden
from sigverify.files import sha256_hex, write_json
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from tests.helpers.scribbles import scribble

GRID = (8, 16)
EMBEDDING_SHAPE = (*GRID, 3)
CONFIG = PreprocessingConfig()
# A cell with more ink than this counts.
MIN_INK = 0.02


def encoder_model(
    *, domain: str = "", batch: int | str = "N", output: str = "embedding"
) -> onnx.ModelProto:
    """The network; the options make networks that must be refused."""
    height, width = CONFIG.canvas_height, CONFIG.canvas_width
    kernel = [height // GRID[0], width // GRID[1]]
    nodes = [
        helper.make_node("AveragePool", ["canvas"], ["grid"], kernel_shape=kernel, strides=kernel),
        helper.make_node("Sub", ["one", "grid"], ["rest"], domain=domain),
        helper.make_node("Concat", ["grid", "rest"], ["both"], axis=1),
        helper.make_node("LpNormalization", ["both"], ["descriptors"], axis=1, p=2),
        helper.make_node("Greater", ["grid", "least"], ["inked"]),
        helper.make_node("Cast", ["inked"], ["weights"], to=TensorProto.FLOAT),
        helper.make_node("Concat", ["descriptors", "weights"], ["planes"], axis=1),
        helper.make_node("Transpose", ["planes"], [output], perm=[0, 2, 3, 1]),
        # A second output, which the runtime side must tolerate.
        helper.make_node("Identity", ["grid"], ["blackness"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("canvas", TensorProto.FLOAT, [batch, 1, height, width])],
        [
            helper.make_tensor_value_info(output, TensorProto.FLOAT, [batch, *EMBEDDING_SHAPE]),
            helper.make_tensor_value_info("blackness", TensorProto.FLOAT, [batch, 1, *GRID]),
        ],
        [
            numpy_helper.from_array(np.array(1, np.float32), "one"),
            numpy_helper.from_array(np.array(MIN_INK, np.float32), "least"),
        ],
    )
    opsets = [helper.make_opsetid("", 17)]
    if domain:
        opsets.append(helper.make_opsetid(domain, 1))
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def expected_embedding(canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the network must give for one canvas, computed without it."""
    rows, columns = canvas.shape[0] // GRID[0], canvas.shape[1] // GRID[1]
    cells = canvas.reshape(GRID[0], rows, GRID[1], columns) / 255.0
    grid = cells.mean(axis=(1, 3))
    length = np.hypot(grid, 1 - grid)
    planes = [grid / length, (1 - grid) / length, grid > MIN_INK]
    return np.stack(planes, axis=-1).astype(np.float32)


def golden_input() -> Golden:
    """The golden input of the tiny network."""
    grey = scribble(seed=1)
    canvas = normalize_ink(clean_crop(grey), CONFIG)
    return Golden(grey=grey, canvas=canvas, embedding=expected_embedding(canvas))


def describe(folder: Path) -> None:
    """Write a manifest for whatever lies in the folder now."""
    write_manifest(
        folder,
        name="tiny",
        version="1.2.3",
        architecture="grid-average",
        arguments={"grid": GRID},
        embedding_shape=EMBEDDING_SHAPE,
        preprocessing=CONFIG,
        training_sets=["scribbles"],
        split_sha256="0" * 64,
        seed=7,
        evaluation={"skilled_eer": {"value": 0.25, "low": 0.2, "high": 0.3, "writers": 10}},
    )


def calibration_values(folder: Path) -> dict[str, Any]:
    """A calibration of the model in a folder, as JSON values.

    Under it, scribbles of one hand are accepted and those of different hands are flagged.
    """
    return {
        "schema_version": 1,
        "name": "scribbles",
        "created": "2026-11-22T10:00:00Z",
        "author": "tests",
        "model_sha256": sha256_hex((folder / ENCODER_NAME).read_bytes()),
        "preprocessing_sha256": CONFIG.sha256(),
        "similarity": {"a": 300.0, "b": 0.041},
        "fusion": {
            "typical_spread": 0.024,
            "typical_scatter": 0.003,
            "strength": 0.5,
            "shrinkage": 1.0,
            "nearest_share": 0.2,
        },
        "accept_at": 0.7,
        "flag_below": 0.4,
        "rule": "set by hand for tests",
        "counts": {"writers": 10},
        "rates": {"frr": {"errors": 2, "trials": 100, "low": 0.01, "high": 0.07}},
        "warnings": ["Calibrated on scribbles."],
    }


def write_tiny_model(folder: Path) -> Path:
    """Write the whole model with its calibration; returns the folder."""
    folder.mkdir(parents=True)
    (folder / ENCODER_NAME).write_bytes(encoder_model().SerializeToString())
    (folder / WEIGHTS_NAME).write_bytes(b"weights that only a training reads")
    (folder / GOLDEN_NAME).write_bytes(golden_input().to_bytes())
    (folder / CARD_NAME).write_text("# A model for tests\n", encoding="utf-8")
    describe(folder)
    write_json(folder / CALIBRATION_NAME, calibration_values(folder))
    return folder
