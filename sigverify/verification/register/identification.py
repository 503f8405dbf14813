"""Identifies the signer, among an account's signatories or everybody in the register.

The signatories are ranked. The first is named only if the verifier accepts the signature as theirs
and nobody else is a candidate. A search through the whole register first uses its index
(`sigverify.encoding.index`), then compares the nearest specimen of each likely signer cell by cell,
and verifies the best few as `Verifier.verify` does, with all their specimens.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.distance import embedding_distances, search_vectors
from sigverify.encoding.index import SearchIndex
from sigverify.errors import RecordsError, UsageError
from sigverify.logs.log import Log, milliseconds_since
from sigverify.progress import Progress
from sigverify.reasons import Reason, ReasonCode, codes_in
from sigverify.records.audit.event import ImageMark
from sigverify.records.database import Records
from sigverify.records.register.accounts import find_account
from sigverify.records.register.people import KnownPerson, find_people
from sigverify.scoring.identity import who_signed
from sigverify.terms import Decision
from sigverify.verification.register.specimens import RegisterSpecimens
from sigverify.verification.results import PreparedSignature, Verification
from sigverify.verification.verifier import Verifier
from sigverify.wording import codes_of, texts_of

_LOG: Final = Log(__name__)

# Number of signers whose nearest specimen is compared cell by cell, at half a millisecond each.
SHORTLIST: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranked:
    """A signatory who may have written a signature.

    Attributes:
        name: the person's name.
        accounts: numbers of the person's accounts.
        verification: of the signature with this person's specimens.
    """

    name: str
    accounts: tuple[str, ...]
    verification: Verification


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identification:
    """The result of an identification.

    Attributes:
        known: the identified signatory; None if nobody is known.
        reasons: why nobody is named, or remarks on the name.
        ranked: signatories, the most likely first.
        questioned: the signature.
        people: number of searched signatories.
        specimens: number of their specimens.
    """

    known: Ranked | None
    reasons: tuple[Reason, ...]
    ranked: tuple[Ranked, ...]
    questioned: PreparedSignature
    people: int
    specimens: int

    def evidence(self) -> dict[str, Any]:
        """Search and result, as fields of an `AuditEvent`."""
        first = self.ranked[0].verification
        return {
            "images": (ImageMark(role="questioned", sha256=self.questioned.sha256),),
            "model_sha256": first.model.sha256,
            "calibration_sha256": first.calibration.sha256,
            "similarity": first.similarity,
            "decision": None,
            "facts": {
                "people": self.people,
                "specimens": self.specimens,
                "reason_codes": codes_in(self.reasons),
            },
            "details": {
                "questioned": str(self.questioned.path),
                "known": None if self.known is None else self.known.name,
                "ranked": [one.name for one in self.ranked],
                "reasons": texts_of(self.reasons),
                "reason_codes": codes_of(self.reasons),
            },
        }

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values, as documented in the user guide."""
        whole = self.ranked[0].verification.as_json()
        return {
            "known": None if self.known is None else _ranked_json(self.known),
            "reasons": texts_of(self.reasons),
            "reason_codes": codes_of(self.reasons),
            "ranked": [_ranked_json(one) for one in self.ranked],
            "people": self.people,
            "specimens": self.specimens,
            **{name: whole[name] for name in ("questioned", "threshold", "model", "calibration")},
        }


class Register:
    """All signatories in a register who may sign on a day, ready for searching.

    Attributes:
        index: finds the candidates.
        numbers: (n,) the numbers of the specimens, by the index's rows.
        people: number of signatories.
    """

    def __init__(
        self, records: Records, *, verifier: Verifier, day: date, progress: Progress
    ) -> None:
        """Load the index; specimens that are new to this model are embedded first.

        Args:
            records: the open database; it must stay open.
            verifier: embeds and compares signatures.
            day: the day.
            progress: called with (specimens embedded, specimens to embed).

        Raises:
            RecordsError: the register can't be read, or contains no specimen.
        """
        started = time.perf_counter()
        self._records = records
        self._verifier = verifier
        self._day = day
        self._specimens = RegisterSpecimens(records, verifier=verifier)
        vectors, self.numbers, signers = self._specimens.vectors(day=day, progress=progress)
        self.index = SearchIndex(vectors, signers=signers)
        self.people = len(np.unique(signers))
        _LOG.info(
            "identification.register_loaded",
            people=self.people,
            specimens=len(self.numbers),
            milliseconds=milliseconds_since(started),
        )

    def shortlist(self, questioned: PreparedSignature, *, top: int) -> list[int]:
        """Numbers of the candidates, by their nearest specimen.

        Raises:
            UsageError: the signature can't be compared.
        """
        embedding = _embedding(questioned)
        signers, rows = self.index.nearest(search_vectors(embedding[None])[0], count=SHORTLIST)
        others = np.stack(self._specimens.embeddings(self.numbers[rows].tolist()))
        distances = embedding_distances(embedding[None], others)[0]
        found: list[int] = signers[np.argsort(distances, kind="stable")][:top].tolist()
        return found

    def identify(self, questioned: PreparedSignature, *, top: int) -> Identification:
        """Rank the most likely signatories.

        Args:
            questioned: the signature.
            top: number of signatories to list; at least two are verified.

        Raises:
            UsageError: the signature can't be compared.
        """
        chosen = self.shortlist(questioned, top=max(top, 2))
        with self._records.reading() as connection:
            people = find_people(connection, chosen, day=self._day)
        return _ranked(
            questioned,
            people,
            specimens=self._specimens,
            verifier=self._verifier,
            top=top,
            searched=(self.people, len(self.numbers)),
        )


def identify_of_account(
    questioned: PreparedSignature,
    number: str,
    *,
    records: Records,
    verifier: Verifier,
    day: date,
    top: int,
) -> Identification:
    """Rank the signatories of one account, each against all of their specimens.

    Raises:
        UsageError: the signature can't be compared.
        RecordsError: there is no such account, or nobody has a specimen on that day.
    """
    _embedding(questioned)
    with records.reading() as connection:
        account = find_account(connection, number)
    people = [
        KnownPerson(id=one.id, name=one.name, accounts=(number,), specimens=one.specimens_on(day))
        for one in account.entitled_on(day)
    ]
    people = [person for person in people if person.specimens]
    if not people:
        raise RecordsError(
            f"Account {number} has no specimen that is valid on {day}.",
            remedy="Enter specimens with 'sigverify register import'.",
        )
    return _ranked(
        questioned,
        people,
        specimens=RegisterSpecimens(records, verifier=verifier),
        verifier=verifier,
        top=top,
        searched=(len(people), sum(len(person.specimens) for person in people)),
    )


def _ranked(
    questioned: PreparedSignature,
    people: Sequence[KnownPerson],
    *,
    specimens: RegisterSpecimens,
    verifier: Verifier,
    top: int,
    searched: tuple[int, int],
) -> Identification:
    prepared = specimens.prepared([one for person in people for one in person.specimens])
    verified = verifier.verify_many(
        [(questioned, [prepared[one.id] for one in person.specimens]) for person in people]
    )
    similarities = np.array([_similarity(one) for one in verified])
    order = np.argsort(-np.nan_to_num(similarities, nan=-1.0), kind="stable")
    ranked = tuple(
        Ranked(name=people[i].name, accounts=people[i].accounts, verification=verified[i])
        for i in order.tolist()
    )
    best = ranked[0].verification
    rivals = who_signed(similarities[order][None])[0].rivals
    reasons: tuple[Reason, ...] = ()
    known: Ranked | None = None
    if best.decision is not Decision.ACCEPT:
        reasons = (Reason(ReasonCode.NO_ONE_KNOWN), *best.reasons)
    elif rivals:
        people_alike = (ranked[0].name, *(ranked[rival].name for rival in rivals))
        reasons = (Reason(ReasonCode.NO_ONE_KNOWN_FOR_SURE, people=people_alike),)
    else:
        known = ranked[0]
    return Identification(
        known=known,
        reasons=reasons,
        ranked=ranked[:top],
        questioned=questioned,
        people=searched[0],
        specimens=searched[1],
    )


def _similarity(verification: Verification) -> float:
    return float("nan") if verification.similarity is None else verification.similarity


def _embedding(signature: PreparedSignature) -> NDArray[np.float32]:
    if signature.embedding is None:
        raise UsageError(
            f"{signature.path}: this signature can't be compared: "
            f"{'; '.join(finding.message for finding in signature.quality)}",
            remedy="Give another image of it, or its box.",
        )
    return signature.embedding


def _ranked_json(one: Ranked) -> dict[str, Any]:
    found = one.verification
    return {
        "name": one.name,
        "accounts": list(one.accounts),
        "similarity": found.similarity,
        "decision": found.decision.value,
        "reasons": texts_of(found.reasons),
        "reason_codes": codes_of(found.reasons),
        "references": found.references_json(),
    }
