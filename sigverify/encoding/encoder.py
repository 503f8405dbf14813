"""The encoder: from canvases to embeddings, by ONNX Runtime on the processor."""

from __future__ import annotations

import os
import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.artefact import Artefact
from sigverify.errors import ModelError
from sigverify.logs.log import Log, milliseconds_since
from sigverify.networks.runtime import first_line, open_network

_LOG: Final = Log(__name__)

INPUT_NAME: Final = "canvas"
OUTPUT_NAME: Final = "embedding"

# One signature uses few cores; more threads only take them from the rest of the machine.
MAX_THREADS: Final = 4
# Bounds the memory of one run for any number of canvases.
BATCH_SIZE: Final = 32
# Largest difference between any number of the stored golden embedding and the present one. Other
# processors differ by about 1e-6, genuine signatures of one writer by some tenths.
MAX_GOLDEN_DRIFT: Final = 1e-3
LENGTH_TOLERANCE: Final = 1e-3

_REMEDY: Final = "Install the model again from a copy that you trust."


class Encoder:
    """A network that turns canvases into embeddings. One instance may serve several threads."""

    def __init__(self, artefact: Artefact, *, threads: int | None = None) -> None:
        """Open the network and compare it with its golden input.

        Args:
            artefact: the checked files of the model.
            threads: the number of threads; None takes the default for a single program.

        Raises:
            ModelError: the network can't be used, or it gives other numbers on this machine than
                where it was made.
        """
        self._where = f"model {artefact.manifest.name}"
        self._height = artefact.manifest.input.height
        self._width = artefact.manifest.input.width
        self.embedding_shape = artefact.manifest.embedding_shape
        self._session = open_network(
            artefact.encoder_onnx,
            where=self._where,
            remedy=_REMEDY,
            threads=threads or min(MAX_THREADS, os.cpu_count() or 1),
        )
        self._check_signature()
        embedding = self.embed(artefact.golden.canvas[None])[0]
        drift = float(np.abs(embedding - artefact.golden.embedding).max())
        _LOG.debug("encoding.golden_compared", drift=drift, limit=MAX_GOLDEN_DRIFT)
        if not drift <= MAX_GOLDEN_DRIFT:  # NaN is drift as well
            raise ModelError(
                f"{self._where}: its results here differ from those where it was made (golden "
                f"input off by {drift:.2g}).",
                remedy="Install the versions of the requirements that the model was made with.",
            )

    def embed(self, canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embeddings of normalised signatures.

        Args:
            canvases: (N, H, W) uint8, 0 = paper, 255 = ink, of the model's input size.

        Returns:
            (N, R, C, D + 1) float32: for each cell of a grid a descriptor of length at most 1, then
            the cell's weight, 1 where it holds ink (see `sigverify.encoding.distance`).

        Raises:
            ValueError: another shape or type.
            ModelError: the network's output is not a valid embedding.
        """
        if canvases.dtype != np.uint8 or canvases.shape[1:] != (self._height, self._width):
            raise ValueError(
                f"canvases must be (N, {self._height}, {self._width}) uint8, "
                f"not {canvases.shape} {canvases.dtype}"
            )
        started = time.perf_counter()
        embeddings = np.empty((len(canvases), *self.embedding_shape), dtype=np.float32)
        for start in range(0, len(canvases), BATCH_SIZE):
            batch = canvases[start : start + BATCH_SIZE]
            embeddings[start : start + BATCH_SIZE] = self._run(batch)
        _LOG.debug(
            "encoding.done", signatures=len(canvases), milliseconds=milliseconds_since(started)
        )
        return embeddings

    def _run(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        pixels = batch[:, None].astype(np.float32) / np.float32(255)
        try:
            result = self._session.run([OUTPUT_NAME], {INPUT_NAME: pixels})[0]
        except Exception as error:  # the runtime's own classes have no other common base
            raise ModelError(
                f"{self._where}: the network can't be run ({first_line(error)}).", remedy=_REMEDY
            ) from error
        embeddings = np.asarray(result)
        if embeddings.shape != (len(batch), *self.embedding_shape):
            raise ModelError(
                f"{self._where}: it gives {embeddings.shape} numbers "
                f"instead of {(len(batch), *self.embedding_shape)}.",
                remedy=_REMEDY,
            )
        lengths = np.linalg.norm(embeddings[..., :-1], axis=-1)
        weights = embeddings[..., -1]
        # Written so that NaN fails.
        if not bool(
            np.all(lengths <= 1 + LENGTH_TOLERANCE) and np.all((weights >= 0) & (weights <= 1))
        ):
            raise ModelError(f"{self._where}: an embedding is out of range.", remedy=_REMEDY)
        return embeddings.astype(np.float32, copy=False)

    def _check_signature(self) -> None:
        """Check the input and the output that every encoder needs; it may have further outputs."""
        inputs = {node.name: node for node in self._session.get_inputs()}
        outputs = {node.name for node in self._session.get_outputs()}
        if set(inputs) != {INPUT_NAME} or OUTPUT_NAME not in outputs:
            raise ModelError(
                f"{self._where}: not an encoder; it takes {sorted(inputs)} "
                f"and gives {sorted(outputs)}.",
                remedy=_REMEDY,
            )
        node = inputs[INPUT_NAME]
        if (
            node.type != "tensor(float)"
            or list(node.shape[1:]) != [1, self._height, self._width]
            or isinstance(node.shape[0], int)
        ):
            raise ModelError(
                f"{self._where}: the network takes {node.type} {node.shape} instead of float "
                f"(any, 1, {self._height}, {self._width}).",
                remedy=_REMEDY,
            )
