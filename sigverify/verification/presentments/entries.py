"""What the records keep of an ink that was verified, and its form in an attachment of a row.

An attachment is a JSON list with one entry an ink, its length before it, and then the inks' codes
in the same order. The audit trail seals it, binds it to its row, and a purge removes it with the
other attachments of the row (docs/decisions/0021-duplicate-presentment.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from sigverify.files import canonical_json, parse_json
from sigverify.imaging.ink_code import VECTOR_LENGTH, InkCode, ink_code
from sigverify.verification.results import PreparedSignature

PART: Final = "inks"
"""The name of the attachment, and the beginning of the names where there are several."""
_LENGTH_BYTES: Final = 4


class Origin(NamedTuple):
    """Where an ink comes from; plain values only, for a journal and for other processes.

    Attributes:
        item: the name of the item for people: an id in a batch, or a file's name.
        path: the file.
        sha256: hash of the file.
        account: number of the account; empty if unknown.
        case_id: identifier of the case in the window; empty without one.
        specimen: whether it is a specimen and not a questioned signature.
    """

    item: str
    path: str
    sha256: str
    account: str = ""
    case_id: str = ""
    specimen: bool = False

    def same_examination(self, other: Origin) -> bool:
        """Whether both are one item, examined again: the same case, or the same file unchanged."""
        if self.case_id and self.case_id == other.case_id:
            return True
        return self.sha256 == other.sha256 and (
            self.path == other.path or self.specimen or other.specimen
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenInk:
    """The code of an ink and where it comes from."""

    origin: Origin
    code: InkCode


def seen_ink(
    signature: PreparedSignature,
    *,
    item: str | None = None,
    account: str = "",
    case_id: str = "",
    specimen: bool = False,
) -> SeenInk | None:
    """What the records keep of a signature; None if it has no usable ink.

    Args:
        signature: the signature, with its ink.
        item: the item's name; None takes the file's.
        account: number of the account; empty if unknown.
        case_id: identifier of the case; empty without one.
        specimen: whether it is a specimen.
    """
    if not signature.usable or (signature.ink.size == 0 and signature.canvas is None):
        return None
    origin = Origin(
        item=item or signature.path.name,
        path=str(signature.path.absolute()) if signature.specimen is None else "",
        sha256=signature.sha256,
        account=account,
        case_id=case_id,
        specimen=specimen,
    )
    return SeenInk(origin=origin, code=ink_code(signature.lines))


def encoded(inks: Sequence[SeenInk]) -> bytes:
    """Some inks as an attachment."""
    head = canonical_json([[*one.origin, len(one.code.line)] for one in inks])
    codes = [one.code.vector.tobytes() + one.code.line for one in inks]
    return len(head).to_bytes(_LENGTH_BYTES, "little") + head + b"".join(codes)


def decoded(content: bytes) -> list[SeenInk]:
    """The inks of an attachment.

    Raises:
        ValueError: the content is not such an attachment.
    """
    start = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")
    found: list[SeenInk] = []
    values: Any = parse_json(content[_LENGTH_BYTES:start])
    try:
        for *origin, length in values:
            end = start + VECTOR_LENGTH + int(length)
            vector = np.frombuffer(content, np.uint8, VECTOR_LENGTH, start)
            code = InkCode(vector=vector, line=content[start + VECTOR_LENGTH : end])
            found.append(SeenInk(origin=Origin(*origin), code=code))
            start = end
    except TypeError as error:
        raise ValueError("this is not a list of inks") from error
    return found
