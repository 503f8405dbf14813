"""A small network that helps with the imaging: the locator and the separator.

Such a network is one ONNX file beside a manifest of JSON that holds its hash. Unlike the encoder's
artefact it has no calibration and no golden input, because no similarity depends on its numbers.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sigverify.errors import ModelError
from sigverify.files import parse_json, read_bytes, sha256_hex
from sigverify.networks.runtime import open_network

if TYPE_CHECKING:
    import onnxruntime

FORMAT_VERSION: Final = 1

_MAX_MANIFEST_BYTES: Final = 2**16
_MAX_ONNX_BYTES: Final = 4 * 2**20
_MAX_THREADS: Final = 2
# Processes that share a machine set this for every library that starts threads.
_THREADS_VARIABLE: Final = "OMP_NUM_THREADS"
_REMEDY: Final = "Install the program again from a copy that you trust."


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperKind:
    """The files, input and outputs that a network must have.

    Attributes:
        name: its name in messages; its files are NAME.onnx and NAME.json.
        input_name: the ONNX input.
        input_shape: its shape.
        output_shapes: name and shape of each ONNX output, in the order of the results.
    """

    name: str
    input_name: str
    input_shape: tuple[int, ...]
    output_shapes: dict[str, tuple[int, ...]]

    @property
    def onnx_name(self) -> str:
        """File name of the network."""
        return f"{self.name}.onnx"

    @property
    def manifest_name(self) -> str:
        """File name of its manifest."""
        return f"{self.name}.json"


class HelperNetwork:
    """A network whose file was checked; it is opened by its first run.

    Opening takes longer than a run, and not every image needs every network. One instance may serve
    several threads.
    """

    def __init__(self, kind: HelperKind, *, folder: Path) -> None:
        """Read the network and compare it with its manifest.

        Args:
            kind: the expected kind.
            folder: holds its manifest and its ONNX file.

        Raises:
            ModelError: a file is missing or altered.
        """
        self._kind = kind
        self._path = folder / kind.onnx_name
        manifest = _read_manifest(folder / kind.manifest_name)
        self._data = _read(self._path, max_bytes=_MAX_ONNX_BYTES)
        self.sha256 = sha256_hex(self._data)
        if self.sha256 != manifest["sha256"]:
            raise ModelError(f"{self._path}: altered or damaged.", remedy=_REMEDY)
        self._lock = threading.Lock()
        self._opened: onnxruntime.InferenceSession | None = None

    def run(self, pixels: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The outputs for one input.

        Args:
            pixels: float32 of the input's shape.

        Raises:
            ModelError: the network is not of its kind, can't be opened or run, or gives another
                output than expected.
        """
        wanted = self._kind.output_shapes
        session = self._session()
        try:
            found = session.run(list(wanted), {self._kind.input_name: pixels})
        except Exception as error:  # the runtime's own classes have no other common base
            raise ModelError(f"The {self._kind.name} can't be run.", remedy=_REMEDY) from error
        outputs = [np.asarray(output, dtype=np.float32) for output in found]
        for output, shape in zip(outputs, wanted.values(), strict=True):
            if output.shape != shape or not np.isfinite(output).all():
                raise ModelError(f"The {self._kind.name} gives an invalid output.", remedy=_REMEDY)
        return outputs

    def _session(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
                self._data = b""
            return self._opened

    def _open(self) -> onnxruntime.InferenceSession:
        kind = self._kind
        session = open_network(
            self._data,
            where=str(self._path),
            remedy=_REMEDY,
            threads=min(_MAX_THREADS, _usable_threads()),
        )
        inputs = [(node.name, tuple(node.shape)) for node in session.get_inputs()]
        outputs = {node.name for node in session.get_outputs()}
        if (
            inputs != [(kind.input_name, kind.input_shape)]
            or not set(kind.output_shapes) <= outputs
        ):
            raise ModelError(f"{self._path}: the network is not a {kind.name}.", remedy=_REMEDY)
        return session


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = parse_json(_read(path, max_bytes=_MAX_MANIFEST_BYTES))
    except ValueError as error:
        raise ModelError(f"{path}: not a manifest of a network.", remedy=_REMEDY) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("sha256"), str):
        raise ModelError(f"{path}: not a manifest of a network.", remedy=_REMEDY)
    if manifest.get("format_version") != FORMAT_VERSION:
        raise ModelError(f"{path}: made by another version of the program.", remedy=_REMEDY)
    return manifest


def _read(path: Path, *, max_bytes: int) -> bytes:
    if not path.is_file():
        raise ModelError(f"{path}: missing.", remedy=_REMEDY)
    return read_bytes(path, max_bytes=max_bytes)


def _usable_threads() -> int:
    stated = os.environ.get(_THREADS_VARIABLE, "")
    return int(stated) if stated.isdecimal() and int(stated) else os.cpu_count() or 1
