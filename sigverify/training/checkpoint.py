"""Training state on disk: a safetensors file, so nothing is ever unpickled.

A state is a tree of dictionaries, lists and tuples with tensors and plain values at its leaves,
such as the ``state_dict`` of a network or an optimiser. Tensors are stored as safetensors; the
tree around them is JSON in the file's header.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from sigverify.errors import DataError
from sigverify.files import write_atomically

FORMAT_VERSION: Final = 1
_VERSION_KEY: Final = "sigverify_training_state"
_TREE_KEY: Final = "tree"


def save_checkpoint(path: Path, state: Mapping[str, Any]) -> None:
    """Write a state; a run that is killed meanwhile keeps the previous file.

    Args:
        path: the file.
        state: dictionaries (keys of type str or int), lists and tuples of tensors, numbers,
            strings, booleans and None.

    Raises:
        OutputError: the file can't be written.
        TypeError: the state holds something else.
    """
    tensors: dict[str, Tensor] = {}
    tree = json.dumps(_flatten(state, name="", tensors=tensors))
    write_atomically(path, save(tensors, {_VERSION_KEY: str(FORMAT_VERSION), _TREE_KEY: tree}))


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a state; its tensors are on the processor, laid out in memory as they were.

    Raises:
        DataError: the file is not a state written by this version of the program.
    """
    try:
        with safe_open(path, framework="pt", device="cpu") as stored:
            header = stored.metadata() or {}
            if header.get(_VERSION_KEY) != str(FORMAT_VERSION):
                raise ValueError(f"format {header.get(_VERSION_KEY)}")
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        state = _restore(json.loads(header[_TREE_KEY]), tensors=tensors)
        if not isinstance(state, dict):
            raise TypeError("not a dictionary")
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise unusable(path) from error
    return state


def unusable(path: Path) -> DataError:
    """The error for a state that can't be resumed from."""
    return DataError(
        f"{path}: the training can't be resumed from this file.",
        remedy="Train again with --no-resume.",
    )


def _flatten(value: object, *, name: str, tensors: dict[str, Tensor]) -> object:
    """The JSON for a part of the tree; its tensors go to ``tensors``."""
    if isinstance(value, Tensor):
        tensors[name] = value.detach().cpu().contiguous()
        # Arithmetic in another memory layout may differ in the last digit.
        return {"tensor": name, "stride": list(value.stride())}
    if isinstance(value, Mapping):
        items = []
        for key, part in value.items():
            if not isinstance(key, str | int):
                raise TypeError(f"{name}: a key of type {type(key).__name__}")
            items.append([key, _flatten(part, name=f"{name}/{key}", tensors=tensors)])
        return {"map": items}
    if isinstance(value, list | tuple):
        kind = "tuple" if isinstance(value, tuple) else "list"
        parts = enumerate(value)
        return {kind: [_flatten(part, name=f"{name}/{i}", tensors=tensors) for i, part in parts]}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{name}: a value of type {type(value).__name__}")


def _restore(node: Any, *, tensors: Mapping[str, Tensor]) -> Any:  # noqa: ANN401 - a JSON value
    if not isinstance(node, dict):
        return node
    if "tensor" in node:
        stored = tensors[node["tensor"]]
        return torch.empty_strided(stored.shape, node["stride"], dtype=stored.dtype).copy_(stored)
    if "map" in node:
        return {key: _restore(part, tensors=tensors) for key, part in node["map"]}
    if "tuple" in node:
        return tuple(_restore(part, tensors=tensors) for part in node["tuple"])
    return [_restore(part, tensors=tensors) for part in node["list"]]
