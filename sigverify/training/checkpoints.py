"""State of a training on disk: tensors and plain values only, so nothing is ever unpickled."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import torch

from sigverify.errors import DataError
from sigverify.files import write_atomically


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write a state; a run killed meanwhile keeps the old one.

    Raises:
        OutputError: the file can't be written.
    """
    stream = io.BytesIO()
    torch.save(state, stream)
    write_atomically(path, stream.getvalue())


def load_state(path: Path, *, device: torch.device) -> dict[str, Any]:
    """Read a state.

    Raises:
        DataError: not a state that this program wrote.
    """
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise DataError(
            f"{path}: the state of the training can't be read.",
            remedy="Train again with --no-resume.",
        ) from error
    assert isinstance(state, dict)
    return state
