"""The check of an ONNX file before the runtime opens it.

A model must be self-contained: tensors in other files could make the runtime read any file of the
machine, and operators outside the standard set need other code. The check reads the file's protobuf
fields itself, because the ``onnx`` package belongs to training only.
Field numbers: onnx/onnx.proto (ONNX IR), wire format: protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

# The fields that hold messages to check, by message; other fields hold nothing to check.
_CHILDREN: Final[dict[str, dict[int, str]]] = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_TENSOR_EXTERNAL_DATA: Final = 13
_TENSOR_DATA_LOCATION: Final = 14
_NODE_DOMAIN: Final = 7
_STANDARD_DOMAINS: Final = (b"", b"ai.onnx")
# Deep enough for any real graph, shallow enough for Python's stack.
_MAX_DEPTH: Final = 40

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class OnnxFault(ValueError):
    """What is wrong with the file, as half a sentence."""


def check_self_contained(data: bytes) -> None:
    """Refuse an ONNX file that needs other files or foreign operators.

    Args:
        data: the whole file.

    Raises:
        OnnxFault: external tensors, an operator outside the standard set, or not ONNX at all.
    """
    view = memoryview(data)
    if not any(field == 7 for field, _, _ in _fields(view)):
        raise OnnxFault("it holds no network")
    _walk(view, kind="model", depth=0)


def _walk(message: memoryview, *, kind: str, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise OnnxFault("it is nested too deep")
    children = _CHILDREN[kind]
    for field, number, content in _fields(message):
        if kind == "tensor" and (
            field == _TENSOR_EXTERNAL_DATA or (field == _TENSOR_DATA_LOCATION and number != 0)
        ):
            raise OnnxFault("it keeps weights in another file")
        if kind == "node" and field == _NODE_DOMAIN and bytes(content) not in _STANDARD_DOMAINS:
            domain = bytes(content).decode(errors="replace")
            raise OnnxFault(f"it uses operators outside the ONNX standard ({domain!r})")
        if field in children:
            _walk(content, kind=children[field], depth=depth + 1)


def _fields(message: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Each field's number, its value if it is a varint, its content if it is made of bytes."""
    nothing = message[:0]
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        wire_type = key & 7
        number, content = 0, nothing
        if wire_type == _VARINT:
            number, position = _varint(message, position)
        elif wire_type == _BYTES:
            length, position = _varint(message, position)
            content = message[position : position + length]
            if len(content) != length:
                raise OnnxFault("it is cut off")
            position += length
        elif wire_type in (_FIXED32, _FIXED64):
            position += 4 if wire_type == _FIXED32 else 8
        else:
            raise OnnxFault("it is not an ONNX file")
        yield key >> 3, number, content


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    """A number and the position after it."""
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(message):
            raise OnnxFault("it is cut off")
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise OnnxFault("it is not an ONNX file")
