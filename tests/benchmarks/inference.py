"""Measures embedding and comparing, beside a well-known peer in the same run. Run by hand:

python tests/benchmarks/inference.py [--model NAME|FOLDER] [--threads 2]

The peer is SigNet's architecture (Hafemann, Sabourin & Oliveira 2017, arXiv:1705.05787: 15.8
million parameters, 150 x 220 pixels, one vector of 2048). Its weights are random, which does not
change the cost, and its batch norms count as folded into the convolutions. Every figure is the
median of many runs. The tasks take turns, so other work on the machine affects the spread more than
the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from sigverify.encoding.artefact import ENCODER_NAME, load_artefact
from sigverify.encoding.distance import embedding_distances
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.reading.scans import read_scan
from sigverify.imaging.registration import ink_lines, register
from sigverify.paths import model_folder, shipped_folder

ROUNDS = 30
PEER_HEIGHT, PEER_WIDTH, PEER_VECTOR = 150, 220, 2048


class Graph:
    """Builds an ONNX graph with random weights, layer after layer."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(0)
        self._nodes: list[Any] = []
        self._weights: list[Any] = []
        self.last = "image"

    def conv(self, inputs: int, outputs: int, kernel: int, *, stride: int = 1, pad: int) -> None:
        """Add a convolution with its bias, and a ReLU."""
        weights = self._random(outputs, inputs, kernel, kernel)
        self._add(
            "Conv",
            weights,
            self._random(outputs),
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[pad] * 4,
        )
        self._add("Relu")

    def pool(self) -> None:
        """Add a max pooling of 3 x 3 pixels with stride 2."""
        self._add("MaxPool", kernel_shape=[3, 3], strides=[2, 2])

    def flatten(self) -> None:
        """Add a layer that flattens the features."""
        self._add("Flatten")

    def linear(self, inputs: int, outputs: int) -> None:
        """Add a fully connected layer."""
        self._add("Gemm", self._random(outputs, inputs), self._random(outputs), transB=1)

    def relu(self) -> None:
        """Add a ReLU."""
        self._add("Relu")

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(int(np.prod(weights.dims)) for weights in self._weights)

    def model(self, *, outputs: int) -> bytes:
        """Return the bytes of the ONNX file."""
        shape = ["N", 1, PEER_HEIGHT, PEER_WIDTH]
        graph = helper.make_graph(
            self._nodes,
            "peer",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info(self.last, TensorProto.FLOAT, ["N", outputs])],
            self._weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
        onnx.checker.check_model(model, full_check=True)
        data: bytes = model.SerializeToString()
        return data

    def _random(self, *shape: int) -> str:
        name = f"weights {len(self._weights)}"
        values = self._rng.normal(0, 0.01, shape).astype(np.float32)
        self._weights.append(numpy_helper.from_array(values, name))
        return name

    def _add(self, operator: str, *weights: str, **attributes: object) -> None:
        name = f"{operator} {len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, [self.last, *weights], [name], **attributes))
        self.last = name


def peer() -> tuple[bytes, int]:
    """Return a network with SigNet's layers, and the number of its parameters."""
    graph = Graph()
    graph.conv(1, 96, 11, stride=4, pad=0)
    graph.pool()
    graph.conv(96, 256, 5, pad=2)
    graph.pool()
    graph.conv(256, 384, 3, pad=1)
    graph.conv(384, 384, 3, pad=1)
    graph.conv(384, 256, 3, pad=1)
    graph.pool()
    graph.flatten()
    # 150 x 220 pixels are reduced to 3 x 5 positions.
    graph.linear(256 * 3 * 5, PEER_VECTOR)
    graph.relu()
    graph.linear(PEER_VECTOR, PEER_VECTOR)
    graph.relu()
    return graph.model(outputs=PEER_VECTOR), graph.parameters


def session(data: bytes, *, threads: int) -> onnxruntime.InferenceSession:
    """Open a network as the program opens its encoder, with a number of threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def timed(tasks: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Return the milliseconds of each task; the tasks take turns, so that all see the same load."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(ROUNDS + 2):
        for name, task in tasks.items():
            started = time.perf_counter()
            task()
            if turn >= 2:  # the first turns warm the caches
                found[name].append(1000 * (time.perf_counter() - started))
    return found


def main() -> None:
    """Time everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=None)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    cv2.setNumThreads(options.threads)
    folder: Path = model_folder(options.model)
    artefact = load_artefact(folder)
    encoder = session(artefact.encoder_onnx, threads=options.threads)
    peer_data, parameters = peer()
    other = session(peer_data, threads=options.threads)

    demo = shipped_folder("assets") / "demo"
    greys = [read_scan(demo / f"{name}.png").grey for name in ("genuine", "specimen-1")]
    inks = [clean_crop(grey) for grey in greys]
    canvases = [normalize_ink(ink, artefact.preprocessing) for ink in inks]
    pixels = [canvas[None, None].astype(np.float32) / np.float32(255) for canvas in canvases]
    cells = [encoder.run(["embedding"], {"canvas": image})[0] for image in pixels]
    vectors = [
        np.random.default_rng(n).normal(size=(1, PEER_VECTOR)).astype(np.float32) for n in (0, 1)
    ]
    lines = [ink_lines(ink) for ink in inks]
    image = np.zeros((1, 1, PEER_HEIGHT, PEER_WIDTH), np.float32)

    tasks: dict[str, Callable[[], object]] = {
        "embed one signature": lambda: encoder.run(["embedding"], {"canvas": pixels[0]}),
        "peer: embed one signature": lambda: other.run(None, {"image": image}),
        "compare two embeddings": lambda: embedding_distances(cells[0], cells[1]),
        "peer: compare two vectors": lambda: np.linalg.norm(vectors[0] - vectors[1]),
        "clean": lambda: clean_crop(greys[0]),
        "normalise": lambda: normalize_ink(inks[0], artefact.preprocessing),
        "centre lines of one ink": lambda: ink_lines(inks[0]),
        "register a pair (copy check)": lambda: register(lines[0], lines[1]),
    }
    found = timed(tasks)
    size = (folder / ENCODER_NAME).stat().st_size / 1e6
    print(f"{options.threads} threads on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{artefact.manifest.name} {artefact.manifest.version}: {size:.1f} MB")
    print(f"peer: {parameters / 1e6:.1f} million parameters, {len(peer_data) / 1e6:.1f} MB")
    for name, values in found.items():
        middle = statistics.median(values)
        print(f"{name:>30}: median {middle:8.3f} ms, least {min(values):8.3f} ms")
    for name, ours, theirs in (
        ("embedding", "embed one signature", "peer: embed one signature"),
        ("comparing", "compare two embeddings", "peer: compare two vectors"),
    ):
        ratio = statistics.median(found[ours]) / statistics.median(found[theirs])
        print(f"{name:>30}: {ratio:.2f} times the peer")


if __name__ == "__main__":
    main()
