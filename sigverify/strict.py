"""Records read from files that people can edit: strict types, no unknown fields."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sigverify.errors import MissingFileError, SigVerifyError, UnreadableFileError
from sigverify.files import read_bytes, sha256_hex
from sigverify.reasons import Reason

MAX_RECORD_BYTES = 2 * 2**20


class StrictRecord(BaseModel):
    """A frozen record that refuses unknown fields, other types, NaN and infinity."""

    # The validator is made when the first record is read; a part of a record needs none of its own.
    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )


class _Versioned(BaseModel):
    """The one field that every version of the program understands."""

    model_config = ConfigDict(strict=True, extra="ignore")

    schema_version: int


Record = TypeVar("Record", bound=StrictRecord)


def load_record(
    path: Path,
    *,
    as_type: type[Record],
    newest_schema: int,
    error_type: type[SigVerifyError],
    remedy: Reason | str,
) -> tuple[Record, str]:
    """Read a record from a JSON file that has a ``schema_version``.

    Args:
        path: the file.
        as_type: the record's class.
        newest_schema: the newest version of the schema that this program understands.
        error_type: the class of the error to raise.
        remedy: what to do about a file that is missing or damaged.

    Returns:
        The record and the file's SHA-256.

    Raises:
        SigVerifyError: of ``error_type``: the file is missing, holds no such record, or is too new.
    """
    try:
        data = read_bytes(path, max_bytes=MAX_RECORD_BYTES)
    except (MissingFileError, UnreadableFileError) as error:
        raise error_type(error.what, remedy=remedy) from error
    try:
        version = _Versioned.model_validate_json(data).schema_version
        if version > newest_schema:
            raise error_type(
                f"{path}: made by a newer program (schema {version}, known up to {newest_schema}).",
                remedy="Update sigverify.",
            )
        return as_type.model_validate_json(data), sha256_hex(data)
    except ValidationError as error:
        raise error_type(f"{path}: {_first_fault(error)}.", remedy=remedy) from error


def _first_fault(error: ValidationError) -> str:
    """The first fault in one line."""
    fault = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in fault["loc"])
    text = " ".join(str(fault["msg"]).split()).removesuffix(".")
    return f"field {field}: {text}" if field else text
