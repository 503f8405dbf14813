"""Whether a new specimen is unlike the signatory's others: perhaps it is another person's."""

from __future__ import annotations

from pathlib import Path

from sigverify.imaging.reading.scans import decode_scan
from sigverify.records.database import Records
from sigverify.records.register.accounts import find_account
from sigverify.records.register.people import has_account
from sigverify.records.register.specimen_changes import NewSpecimen
from sigverify.records.schema import tidy
from sigverify.verification.register.specimens import RegisterSpecimens
from sigverify.verification.verifier import Verifier


def is_unlike(
    new: NewSpecimen,
    number: str,
    *,
    name: str,
    records: Records,
    verifier: Verifier,
    replaces: int | None = None,
) -> bool:
    """Whether a cheque signed like the new specimen would not be accepted by the others.

    Args:
        new: the specimen.
        number: number of the account, which may be new.
        name: name of the signatory, who may be new.
        records: the open database.
        verifier: compares them.
        replaces: number of the specimen that it replaces, which does not count; None for none.

    Returns:
        False if there is nothing to compare it with.

    Raises:
        RecordsError: the account can't be read.
        DamagedBlobError: an image or an embedding was changed.
    """
    with records.reading() as connection:
        if not has_account(connection, tidy(number)):
            return False
        signatory = find_account(connection, number).signatory(name)
    others = () if signatory is None else signatory.specimens_on(new.first_day)
    others = tuple(one for one in others if one.id != replaces)
    if not others:
        return False
    known = RegisterSpecimens(records, verifier=verifier).prepared(others)
    scan = decode_scan(new.image, name="", page=new.page)
    prepared = verifier.prepare_scan(scan, path=Path("specimen"), page=new.page, box=new.box)
    result = verifier.verify(prepared, list(known.values()))
    return result.similarity is not None and result.similarity < result.thresholds.accept_at
