"""The files of a trained model: the manifest, and the check of every file against it.

A model is a folder. ``manifest.json`` describes the model and lists every other file with its
length and hash, except the calibrations, which name the model instead, because a site may have
its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field, JsonValue

from sigverify.encoding.golden import Golden
from sigverify.errors import MissingFileError, ModelError, UnreadableFileError
from sigverify.files import canonical_json, read_bytes, sha256_hex, write_json
from sigverify.imaging.config import PreprocessingConfig
from sigverify.paths import MANIFEST_NAME
from sigverify.strict import StrictRecord, load_record

SCHEMA_VERSION: Final = 1
ENCODER_NAME: Final = "encoder.onnx"
WEIGHTS_NAME: Final = "encoder.safetensors"
GOLDEN_NAME: Final = "golden.npz"
CARD_NAME: Final = "MODEL_CARD.md"
CALIBRATION_NAME: Final = "calibration.json"
# A second calibration of the model, with thresholds for small amounts.
SMALL_AMOUNTS_NAME: Final = "small-amounts.json"

REQUIRED_FILES: Final = (ENCODER_NAME, GOLDEN_NAME, CARD_NAME)
# The torch weights are for further training; a model works without them.
KNOWN_FILES: Final = (*REQUIRED_FILES, WEIGHTS_NAME)
MAX_FILE_BYTES: Final = 64 * 2**20

_REMEDY: Final = "Install the model again from a copy that you trust."

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Positive = Annotated[int, Field(gt=0)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class FileEntry(StrictRecord):
    """Length and hash of one file of the folder."""

    bytes: Annotated[int, Field(ge=1, le=MAX_FILE_BYTES)]
    sha256: Sha256


class Architecture(StrictRecord):
    """The network that the weights belong to."""

    name: Text
    arguments: dict[str, JsonValue]


class InputSpec(StrictRecord):
    """The network's input: (N, 1, height, width) float32, ``range[0]`` paper, ``[1]`` ink."""

    height: Positive
    width: Positive
    polarity: Literal["ink-high"] = "ink-high"
    range: tuple[Literal[0], Literal[1]] = (0, 1)


class Manifest(StrictRecord):
    """``manifest.json``: the model's origin, its input and its files."""

    schema_version: Literal[1] = SCHEMA_VERSION
    name: Text
    version: Text
    created: AwareDatetime
    architecture: Architecture
    input: InputSpec
    embedding_shape: tuple[Positive, Positive, Positive]
    preprocessing: dict[str, JsonValue]
    preprocessing_sha256: Sha256
    training_sets: tuple[Text, ...]
    split_sha256: Sha256
    seed: int
    evaluation: dict[str, JsonValue]
    files: dict[str, FileEntry]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Artefact:
    """A model's folder whose files all agree with the manifest.

    Attributes:
        folder: the model's folder.
        manifest: its description.
        preprocessing: how images are prepared for it.
        encoder_onnx: the network, as the bytes whose hash was checked.
        golden: the golden input.
    """

    folder: Path
    manifest: Manifest
    preprocessing: PreprocessingConfig
    encoder_onnx: bytes
    golden: Golden

    @property
    def encoder_sha256(self) -> str:
        """The hash by which calibrations and results name this network."""
        return self.manifest.files[ENCODER_NAME].sha256


def load_artefact(folder: Path) -> Artefact:
    """Read a model's folder and check every file of it.

    Raises:
        ModelError: the manifest is missing, damaged or too new; a file is missing, unknown, of
            another length or content; or the model needs another preprocessing than this program's.
    """
    manifest = _manifest(folder)
    _check_names(folder, manifest.files)
    preprocessing = _preprocessing(folder, manifest)
    contents = {name: _checked(folder / name, entry) for name, entry in manifest.files.items()}
    try:
        golden = Golden.from_bytes(contents[GOLDEN_NAME])
    except ValueError as error:
        raise ModelError(
            f"{folder / GOLDEN_NAME}: not a golden input ({error}).", remedy=_REMEDY
        ) from error
    if golden.embedding.shape != manifest.embedding_shape or golden.canvas.shape != (
        manifest.input.height,
        manifest.input.width,
    ):
        raise ModelError(
            f"{folder / GOLDEN_NAME}: the golden input does not fit the network.",
            remedy=_REMEDY,
        )
    return Artefact(
        folder=folder,
        manifest=manifest,
        preprocessing=preprocessing,
        encoder_onnx=contents[ENCODER_NAME],
        golden=golden,
    )


def model_sha256(folder: Path) -> str:
    """The hash by which calibrations name the network in a folder, without opening the network.

    Raises:
        ModelError: the manifest is missing, damaged or too new.
    """
    entry = _manifest(folder).files.get(ENCODER_NAME)
    if entry is None:
        raise ModelError(f"{folder}: the manifest names no network.", remedy=_REMEDY)
    return entry.sha256


def _manifest(folder: Path) -> Manifest:
    manifest, _ = load_record(
        folder / MANIFEST_NAME,
        as_type=Manifest,
        newest_schema=SCHEMA_VERSION,
        error_type=ModelError,
        remedy=_REMEDY,
    )
    return manifest


def write_manifest(
    folder: Path,
    *,
    name: str,
    version: str,
    architecture: str,
    arguments: Mapping[str, Any],
    embedding_shape: tuple[int, int, int],
    preprocessing: PreprocessingConfig,
    training_sets: Iterable[str],
    split_sha256: str,
    seed: int,
    evaluation: Mapping[str, Any],
) -> Manifest:
    """Describe the files that lie in a folder, as the last step of an export.

    Every file of `KNOWN_FILES` must have its final content: a byte changed later is refused.

    Args:
        folder: the model's folder.
        name: the model's name, such as the folder's.
        version: the model's version.
        architecture: the network's name.
        arguments: the network's arguments, JSON values.
        embedding_shape: rows and columns of the grid, and numbers a cell.
        preprocessing: how images were prepared in training.
        training_sets: names of the data sets that were fitted on.
        split_sha256: hash of the table that says which writer was fitted on.
        seed: the seed of the training.
        evaluation: figures with their counts and intervals, JSON values.

    Raises:
        ModelError: a file is missing or too large.
        OutputError: the manifest can't be written.
    """
    entries: dict[str, FileEntry] = {}
    for file_name in KNOWN_FILES:
        if file_name in REQUIRED_FILES or (folder / file_name).exists():
            data = _content(folder / file_name)
            entries[file_name] = FileEntry(bytes=len(data), sha256=sha256_hex(data))
    manifest = Manifest(
        name=name,
        version=version,
        created=datetime.now(UTC).replace(microsecond=0),
        architecture=Architecture(name=architecture, arguments=_as_json(arguments)),
        input=InputSpec(height=preprocessing.canvas_height, width=preprocessing.canvas_width),
        embedding_shape=embedding_shape,
        preprocessing=preprocessing.as_dict(),
        preprocessing_sha256=preprocessing.sha256(),
        training_sets=tuple(training_sets),
        split_sha256=split_sha256,
        seed=seed,
        evaluation=_as_json(evaluation),
        files=entries,
    )
    write_json(folder / MANIFEST_NAME, manifest.model_dump(mode="json"))
    return manifest


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are read back, for example tuples as lists; NaN is refused."""
    plain: dict[str, Any] = json.loads(canonical_json(dict(values)))
    return plain


def _check_names(folder: Path, entries: Mapping[str, FileEntry]) -> None:
    """Accept only known names, so that none is outside the folder and none is left unchecked."""
    strange = sorted(set(entries) - set(KNOWN_FILES))
    if strange:
        raise ModelError(
            f"{folder / MANIFEST_NAME}: it lists a file that no model has ({strange[0]!r}).",
            remedy=_REMEDY,
        )
    missing = [name for name in REQUIRED_FILES if name not in entries]
    if missing:
        raise ModelError(
            f"{folder / MANIFEST_NAME}: it does not list {missing[0]}.", remedy=_REMEDY
        )
    expected = {*entries, MANIFEST_NAME, CALIBRATION_NAME, SMALL_AMOUNTS_NAME}
    # Desktops and interrupted writes leave hidden files; the program reads none of them.
    extra = sorted(
        path.name
        for path in folder.iterdir()
        if path.name not in expected and not path.name.startswith(".")
    )
    if extra:
        raise ModelError(
            f"{folder}: holds {extra[0]!r}, which the manifest does not list.",
            remedy="Remove what does not belong to the model, or install the model again.",
        )


def _preprocessing(folder: Path, manifest: Manifest) -> PreprocessingConfig:
    """The model's preprocessing, if it is the one of this program."""
    path = folder / MANIFEST_NAME
    current = PreprocessingConfig()
    if set(manifest.preprocessing) != set(current.as_dict()):
        raise ModelError(
            f"{path}: the model needs a preprocessing that this program does not have.",
            remedy="Use the version of the program that the model was trained with, or train the "
            "model again.",
        )
    settings: dict[str, Any] = dict(manifest.preprocessing)
    for name, value in current.as_dict().items():
        if type(settings[name]) is not type(value):
            raise ModelError(f"{path}: field preprocessing.{name} is not a number.", remedy=_REMEDY)
    config = PreprocessingConfig(**settings)
    if config.revision != current.revision:
        raise ModelError(
            f"{path}: the model was trained with revision {config.revision} of the preprocessing, "
            f"this program has revision {current.revision}.",
            remedy="Use the version of the program that the model was trained with, or train the "
            "model again.",
        )
    size = (config.canvas_height, config.canvas_width)
    if config.sha256() != manifest.preprocessing_sha256 or size != (
        manifest.input.height,
        manifest.input.width,
    ):
        raise ModelError(f"{path}: the preprocessing contradicts itself.", remedy=_REMEDY)
    return config


def _checked(path: Path, entry: FileEntry) -> bytes:
    data = _content(path)
    if len(data) != entry.bytes:
        raise ModelError(
            f"{path}: {len(data)} bytes long instead of {entry.bytes}.", remedy=_REMEDY
        )
    if sha256_hex(data) != entry.sha256:
        raise ModelError(f"{path}: its content was altered or damaged.", remedy=_REMEDY)
    return data


def _content(path: Path) -> bytes:
    try:
        return read_bytes(path, max_bytes=MAX_FILE_BYTES)
    except (MissingFileError, UnreadableFileError) as error:
        raise ModelError(error.message, remedy=_REMEDY) from error
