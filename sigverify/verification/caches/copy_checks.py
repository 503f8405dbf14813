"""The cache of copy checks, kept between runs beside the embeddings.

Registering two inks takes longer than the rest of a comparison, and always gives the same result.
The key of an entry is the pixels of both images, the program's version and the limits of the check.
An entry is a hash and a yes or no; it contains no image.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from sigverify import __version__
from sigverify.files import canonical_json
from sigverify.imaging.registration import CANVAS
from sigverify.verification.alterations import Alteration
from sigverify.verification.copies import COPY_RULE, CopyTest, LinesOf
from sigverify.verification.results import PreparedSignature

# A few hundred megabytes; the oldest entries are removed first.
MAX_PAIRS: Final = 4_000_000
_BUSY_SECONDS: Final = 20.0
# The number of pairs of one query; SQLite allows a few thousand.
_ROWS: Final = 500


class CopyMemory:
    """A file of results. An unusable file counts as empty and is not an error."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; a failure shows at the first query."""
        self._path = path
        self._lock = threading.Lock()
        self._new: dict[bytes, int] = {}
        self._ready: dict[bytes, int | None] = {}
        self._made_by = canonical_json([__version__, CANVAS.sha256(), *COPY_RULE])
        self._connection: sqlite3.Connection | None = None
        with contextlib.suppress(sqlite3.Error, OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
            path.chmod(0o600)
            with connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS pairs "
                    "(number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, copy INTEGER NOT NULL)"
                )
            self._connection = connection

    def recall(
        self, cases: Iterable[tuple[PreparedSignature, Sequence[PreparedSignature]]]
    ) -> None:
        """Load the results for some signatures and their references, in place of the former ones.

        One query for many results takes a fifth of the time of single queries.
        """
        names: list[bytes] = []
        for questioned, references in cases:
            names += [self._name(questioned, one) for one in references]
            names.append(self._altered_name(questioned, references))
        with self._lock:
            self._ready = dict.fromkeys(names) | self._new
            for start in range(0, len(names), _ROWS):
                self._ask(names[start : start + _ROWS])

    def known(self, first: PreparedSignature, second: PreparedSignature) -> bool | None:
        """Whether they are copies; None if they were not checked yet."""
        found = self._known(self._name(first, second))
        return None if found is None else bool(found)

    def _known(self, name: bytes) -> int | None:
        """A result by its name, from memory or from the file."""
        with self._lock:
            if name not in self._ready:
                self._ready[name] = None
                self._ask([name])
            return self._ready[name]

    def _ask(self, names: list[bytes]) -> None:
        """Query the file; called with the lock held."""
        if self._connection is None:
            return
        marks = ",".join("?" * len(names))
        with contextlib.suppress(sqlite3.Error):
            found = self._connection.execute(
                f"SELECT name, copy FROM pairs WHERE name IN ({marks})", names
            )
            self._ready |= {name: int(copy) for name, copy in found}

    def learn(self, first: PreparedSignature, second: PreparedSignature, *, copy: bool) -> None:
        """Add a result; `save` writes it."""
        with self._lock:
            name = self._name(first, second)
            self._new[name] = self._ready[name] = copy

    def known_altered(
        self, questioned: PreparedSignature, references: Sequence[PreparedSignature]
    ) -> Alteration | None:
        """What a signature seems to be beside some references; None if not checked yet."""
        found = self._known(self._altered_name(questioned, references))
        return None if found is None else Alteration(found)

    def learn_altered(
        self,
        questioned: PreparedSignature,
        references: Sequence[PreparedSignature],
        *,
        altered: Alteration,
    ) -> None:
        """Add a result of `known_altered`; `save` writes it."""
        name = self._altered_name(questioned, references)
        with self._lock:
            self._new[name] = self._ready[name] = altered

    def save(self) -> None:
        """Write the new results."""
        with self._lock:
            new, self._new = self._new, {}
            if self._connection is None or not new:
                return
            with contextlib.suppress(sqlite3.Error), self._connection:
                self._connection.executemany(
                    "INSERT OR IGNORE INTO pairs (name, copy) VALUES (?, ?)", list(new.items())
                )
                self._connection.execute(
                    "DELETE FROM pairs WHERE number <= (SELECT max(number) FROM pairs) - ?",
                    (MAX_PAIRS,),
                )

    def close(self) -> None:
        """Write the new results and close the file."""
        self.save()
        if self._connection is not None:
            self._connection.close()

    def _altered_name(
        self, questioned: PreparedSignature, references: Sequence[PreparedSignature]
    ) -> bytes:
        every = ":".join(sorted(one.pixels_sha256 for one in references))
        both = f"altered:{questioned.pixels_sha256}:{every}".encode()
        return hashlib.sha256(self._made_by + both).digest()

    def _name(self, first: PreparedSignature, second: PreparedSignature) -> bytes:
        both = f"{first.pixels_sha256}:{second.pixels_sha256}".encode()
        return hashlib.sha256(self._made_by + both).digest()


class RememberedCopyTest(CopyTest):
    """A copy test that asks a memory first."""

    def __init__(self, lines: LinesOf, *, memory: CopyMemory | None) -> None:
        """Use the signatures' lines, and a memory if there is one."""
        super().__init__(lines)
        self._memory = memory

    def __call__(self, first: PreparedSignature, second: PreparedSignature) -> bool:
        """As `CopyTest`."""
        known = None if self._memory is None else self._memory.known(first, second)
        if known is None:
            known = super().__call__(first, second)
            if self._memory is not None:
                self._memory.learn(first, second, copy=known)
        return known

    def altered(
        self, questioned: PreparedSignature, references: Sequence[PreparedSignature]
    ) -> Alteration:
        """As `CopyTest.altered`."""
        memory = self._memory
        known = None if memory is None else memory.known_altered(questioned, references)
        if known is None:
            known = super().altered(questioned, references)
            if memory is not None:
                memory.learn_altered(questioned, references, altered=known)
        return known
