"""Opens a network in ONNX Runtime, the encoder as well as the helper networks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from sigverify.errors import ModelError
from sigverify.files import sha256_hex
from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.networks.onnx_check import OnnxFault, check_self_contained

if TYPE_CHECKING:
    import onnxruntime

_LOG: Final = Log(__name__)

_FATAL_ONLY: Final = 4
_MAX_REASON: Final = 200


def open_network(
    data: bytes, *, where: str, remedy: str, threads: int
) -> onnxruntime.InferenceSession:
    """A session of a network that was checked first.

    Args:
        data: the whole ONNX file.
        where: its name in an error message.
        remedy: what to do about an error.
        threads: the number of threads of a run.

    Raises:
        ModelError: not a network, or it needs other files or foreign operators, or can't be opened.
    """
    started = time.perf_counter()
    try:
        check_self_contained(data)
    except OnnxFault as error:
        raise ModelError(f"{where}: {error}.", remedy=remedy) from error
    # Imported late, so that commands without a network do not wait for the runtime.
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait for work should sleep, because other programs need the processor.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _FATAL_ONLY
    try:
        session = onnxruntime.InferenceSession(
            data,
            options,
            providers=["CPUExecutionProvider"],
            enable_fallback=0,  # it would print to the terminal and try again
        )
    except Exception as error:  # the runtime's own classes have no other common base
        raise ModelError(
            f"{where}: the network can't be opened ({first_line(error)}).", remedy=remedy
        ) from error
    _LOG.debug(
        "network.opened",
        sha256=short_hash(sha256_hex(data)),
        bytes=len(data),
        threads=threads,
        runtime=onnxruntime.__version__,
        milliseconds=milliseconds_since(started),
    )
    return session


def first_line(error: Exception) -> str:
    """The first line of an error of the runtime, without details for its developers."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0][:_MAX_REASON]
