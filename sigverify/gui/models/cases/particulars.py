"""A cheque's account, number and amount: who said them, and whether the sources agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from sigverify.errors import DataError, MissingFileError
from sigverify.files import read_bytes
from sigverify.image_names import read_name
from sigverify.micr.fields import MicrFields
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.text import read_amount

INDEX_NAME: Final = "index.csv"
_INDEX_COLUMNS: Final = ("file", "account", "cheque", "amount")
_MAX_BYTES: Final = 16 * 2**20
_MAX_ROWS: Final = 200_000
_MAX_CHARACTERS: Final = 64


class Source(StrEnum):
    """The source of a value, in the order of precedence."""

    CLERK = "clerk"
    MICR = "micr"
    INDEX = "index"
    NAME = "name"


class Particular(StrEnum):
    """A value that a source states about a cheque."""

    ACCOUNT = "account"
    CHEQUE = "cheque"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Said:
    """One particular from one source.

    Attributes:
        source: who said it.
        what: which particular.
        value: as it was said; an amount as a plain decimal number. Empty if the clerk says that
            there is none, or that it is not known.
    """

    source: Source
    what: Particular
    value: str

    @property
    def key(self) -> str:
        """The form for comparisons: without leading zeros, separators and case."""
        if self.what is Particular.AMOUNT and self.value:
            return str(Decimal(self.value).normalize())
        plain = "".join(char for char in self.value if char.isalnum()).casefold()
        return plain.lstrip("0") or plain[-1:]


_BY_SOURCE: Final = {
    Source.MICR: ReasonCode.SAID_BY_MICR,
    Source.INDEX: ReasonCode.SAID_BY_INDEX,
    Source.NAME: ReasonCode.SAID_BY_NAME,
}
_DIFFER: Final = {
    Particular.ACCOUNT: ReasonCode.ACCOUNTS_DIFFER,
    Particular.CHEQUE: ReasonCode.CHEQUE_NUMBERS_DIFFER,
    Particular.AMOUNT: ReasonCode.AMOUNTS_DIFFER,
}


def said(source: Source, values: Mapping[str, str]) -> tuple[Said, ...]:
    """What a source says; empty and unusable values say nothing.

    Args:
        source: who says it.
        values: by the names of `Particular`; others are not looked at.
    """
    found = []
    for what in Particular:
        value = (values.get(what.value) or "").strip()[:_MAX_CHARACTERS]
        if what is Particular.AMOUNT and value:
            try:
                value = f"{read_amount(value):f}"
            except DataError:
                continue
        if any(char.isalnum() for char in value):
            found.append(Said(source, what, value))
    return tuple(found)


def said_by_micr(fields: MicrFields) -> tuple[Said, ...]:
    """What the MICR line says; an Indian leaf's short account identifier is no account."""
    amount = fields.amount_cents
    return said(
        Source.MICR,
        {
            Particular.ACCOUNT: fields.account or "",
            Particular.CHEQUE: fields.cheque_number or "",
            # An amount of zero is a field that was not encoded.
            Particular.AMOUNT: f"{Decimal(amount) / 100:f}" if amount else "",
        },
    )


def said_by_name(pattern: str, path: Path) -> tuple[Said, ...]:
    """What the name of an image says by the site's pattern."""
    return said(Source.NAME, read_name(pattern, path.stem))


def read_index(folder: Path) -> Mapping[str, tuple[Said, ...]]:
    """What the index file beside images says, by file name in lower case; empty without one.

    Raises:
        DataError: it has no column "file", or is no table in UTF-8.
        UnreadableFileError: it can't be read.
    """
    path = folder / INDEX_NAME
    try:
        text = read_bytes(path, max_bytes=_MAX_BYTES).decode("utf-8-sig")
    except MissingFileError:
        return {}
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: the index is not in UTF-8.", remedy="Save it as CSV in UTF-8."
        ) from error
    head, _, _ = text.partition("\n")
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    if "file" not in (rows.fieldnames or ()):
        raise DataError(
            f"{path}: the index has no column 'file'.",
            remedy=f"Its columns are {', '.join(_INDEX_COLUMNS)}.",
        )
    found: dict[str, tuple[Said, ...]] = {}
    try:
        for number, row in enumerate(rows):
            if number >= _MAX_ROWS:
                break
            name = Path((row["file"] or "").strip()).name.casefold()
            found[name] = (*found.get(name, ()), *said(Source.INDEX, row))
    except csv.Error as error:
        raise DataError(
            f"{path}: the index is no table.", remedy="Save it as CSV in UTF-8."
        ) from error
    return found


def merged(before: Iterable[Said], new: Sequence[Said], *, source: Source) -> tuple[Said, ...]:
    """All values, with those of one source replaced."""
    return (*(one for one in before if one.source is not source), *new)


def told(said_so_far: Iterable[Said], what: Particular) -> Said | None:
    """The value that counts: the clerk's, else the first source's; None if there is none."""
    order = list(Source)
    about = [one for one in said_so_far if one.what is what]
    return min(about, key=lambda one: order.index(one.source), default=None)


def disagreements(said_so_far: Iterable[Said]) -> tuple[Reason, ...]:
    """Which particulars the sources say differently, unless the clerk has said them."""
    known = tuple(said_so_far)
    found = []
    for what in Particular:
        about = [one for one in known if one.what is what]
        first = told(about, what)
        if first is None or first.source is Source.CLERK:
            continue
        other = next((one for one in about if one.key != first.key), None)
        if other is not None:
            found.append(
                Reason(
                    _DIFFER[what],
                    first=Reason(_BY_SOURCE[first.source], value=first.value),
                    second=Reason(_BY_SOURCE[other.source], value=other.value),
                )
            )
    return tuple(found)


def overruled(said_so_far: Iterable[Said]) -> tuple[Reason, ...]:
    """What other sources say of what the clerk has typed differently: a slip is easily made."""
    known = tuple(said_so_far)
    found = []
    for what in Particular:
        typed = told(known, what)
        if typed is None or typed.source is not Source.CLERK or not typed.value:
            continue
        other = next((one for one in known if one.what is what and one.key != typed.key), None)
        if other is not None:
            found.append(Reason(_BY_SOURCE[other.source], value=other.value))
    return tuple(found)


def agreed(said_so_far: Iterable[Said], what: Particular) -> str | None:
    """What counts, if no source says otherwise."""
    known = tuple(said_so_far)
    first = told(known, what)
    if first is None or any(one.what is what and one.key != first.key for one in known):
        return first.value if first is not None and first.source is Source.CLERK else None
    return first.value
