"""The device and the memory settings of a training."""

from __future__ import annotations

import ctypes
import platform
import sys
from typing import Final

import torch

from sigverify.errors import UsageError

# Parameters of glibc's mallopt(3): M_MMAP_MAX, M_TRIM_THRESHOLD and M_TOP_PAD.
_KEEP_MEMORY: Final = ((-4, 0), (-1, 2**31 - 1), (-2, 2**28))


def choose_device(choice: str) -> torch.device:
    """The device for "auto" or for one of torch's names.

    Raises:
        UsageError: there is no such device.
    """
    if choice == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(choice)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:  # torch asserts that it was built with CUDA
        raise UsageError(
            f"There is no device {choice!r} for torch on this machine.",
            remedy="Leave --device out, or give cpu or cuda.",
        ) from error
    return device


def machine_name(device: torch.device) -> str:
    """The name of a training's device, for the model card."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"a processor ({platform.machine()}, threads used: {torch.get_num_threads()})"


def keep_freed_memory() -> None:
    """Tell the C library to keep freed memory for the next batch.

    Otherwise glibc returns every large block to the system and gets it again page by page, which
    took a third of the time of a training on a processor.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for parameter, value in _KEEP_MEMORY:
            mallopt(parameter, value)
