"""The state of a watched folder: what was taken, and what became of it; survives any kill.

A take is one table, one letter, or some images that arrived together. It is written before its
work begins and updated when its results have their names. After a kill, the takes whose work had
begun are resumed first.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sigverify.errors import OutputError
from sigverify.watching.arrivals import Arrival, Stamp

STATE_NAME: Final = "watch.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS takes (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, paths TEXT NOT NULL, images INTEGER NOT NULL,
    place TEXT NOT NULL, sha256 TEXT NOT NULL, day TEXT NOT NULL, taken TEXT NOT NULL,
    tries INTEGER NOT NULL, status TEXT NOT NULL, ended TEXT NOT NULL, reason TEXT NOT NULL,
    outcome TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    path TEXT NOT NULL, stamp TEXT NOT NULL, take INTEGER NOT NULL, PRIMARY KEY (path, stamp));
CREATE INDEX IF NOT EXISTS by_content ON takes (sha256, place);
CREATE INDEX IF NOT EXISTS by_status ON takes (status);
"""


class Status(StrEnum):
    """What became of a take."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The results of a take, as counts.

    Attributes:
        items: number of items.
        failed: number of items that could not be verified.
        repeated: number of items with the image of an earlier item of the take.
        decisions: number of items for each decision.
        milliseconds: number of items for each limit of `metrics.LIMITS` that their time reaches.
        total_milliseconds: of all items together.
        seen: numbers of similarities below, between and from the two thresholds on.
        expected: the same numbers as the calibration leads one to expect.
    """

    items: int = 0
    failed: int = 0
    repeated: int = 0
    decisions: dict[str, int] = field(default_factory=dict)
    milliseconds: list[int] = field(default_factory=list)
    total_milliseconds: float = 0.0
    seen: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    expected: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def as_json(self) -> dict[str, Any]:
        """Return the fields as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Files that are verified together.

    Attributes:
        number: counts the takes of the folder, from 1.
        name: the beginning of the names of its results.
        paths: its files, absolute.
        images: they are images, to be compared with specimens.
        day: the date of all cheques.
        tries: how often its results were started again.
        status: what became of it.
        taken: when it was taken.
        ended: when its work ended; empty before.
        reason: why it failed, in words; empty unless it did.
        outcome: its counts.
    """

    number: int
    name: str
    paths: tuple[Path, ...]
    images: bool
    day: str
    tries: int
    status: Status
    taken: str
    ended: str
    reason: str
    outcome: Outcome

    def as_json(self) -> dict[str, Any]:
        """Return the fields as JSON values, as documented in the user guide."""
        return {
            "number": self.number,
            "name": self.name,
            "files": [str(path) for path in self.paths],
            "status": self.status.value,
            "taken": self.taken,
            "ended": self.ended,
            "reason": self.reason,
            **{
                name: getattr(self.outcome, name)
                for name in ("items", "failed", "repeated", "decisions")
            },
        }


class WatchState:
    """The database of the takes; for one thread."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open or create it.

        Args:
            folder: the folder of the results.
            read_only: only look, while another process may be at work.

        Raises:
            OutputError: it can't be opened or written.
        """
        self._path = folder / STATE_NAME
        try:
            if read_only:
                self._base = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
            else:
                self._base = sqlite3.connect(self._path, isolation_level=None)
                self._base.execute("PRAGMA journal_mode=WAL")
                # A power cut loses no take either.
                self._base.execute("PRAGMA synchronous=FULL")
                self._base.executescript(_SCHEMA)
            self._base.row_factory = sqlite3.Row
        except sqlite3.Error as error:
            raise OutputError(
                f"{self._path}: the state can't be opened ({error}).",
                remedy="Check the folder, its permissions and the free space.",
            ) from error

    def close(self) -> None:
        """Close the database."""
        self._base.close()

    def is_known(self, path: Path, stamp: Stamp) -> bool:
        """Whether a file with this size and time was taken."""
        found = self._base.execute(
            "SELECT 1 FROM files WHERE path = ? AND stamp = ?", (str(path), str(stamp))
        )
        return found.fetchone() is not None

    def take(
        self, arrivals: Sequence[Arrival], *, name: str, place: str, sha256: str, day: str
    ) -> Take:
        """Write that files are taken; they are `Status.REPEATED` if their content was done before.

        Args:
            arrivals: the files.
            name: the beginning of the names of the results, without the number.
            place: what their content depends on beside themselves: the folder of relative paths.
            sha256: hash of their content.
            day: the date of all cheques.
        """
        with self._transaction():
            before = self._base.execute(
                "SELECT number FROM takes WHERE sha256 = ? AND place = ? AND status IN (?, ?)",
                (sha256, place, Status.DONE, Status.RUNNING),
            ).fetchone()
            status = Status.RUNNING if before is None else Status.REPEATED
            reason = "" if before is None else f"the content of take {before['number']}"
            now = _now()
            number = self._base.execute(
                "INSERT INTO takes (name, paths, images, place, sha256, day, taken, tries, status,"
                " ended, reason, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, '{}')",
                (
                    name,
                    json.dumps([str(one.path) for one in arrivals]),
                    arrivals[0].is_image,
                    place,
                    sha256,
                    day,
                    now,
                    status,
                    "" if before is None else now,
                    reason,
                ),
            ).lastrowid
            self._base.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?)",
                [(str(one.path), str(one.stamp), number) for one in arrivals],
            )
            (taken,) = self._takes("WHERE number = ?", number)
            return taken

    def begin_anew(self, take: Take) -> Take:
        """Record that the results of a take are started again under another name."""
        with self._transaction():
            self._base.execute(
                "UPDATE takes SET tries = tries + 1 WHERE number = ?", (take.number,)
            )
            (changed,) = self._takes("WHERE number = ?", take.number)
            return changed

    def end(
        self,
        take: Take,
        *,
        status: Status,
        reason: str = "",
        outcome: Outcome,
        forget_files: bool = False,
    ) -> None:
        """Write what became of a take.

        Args:
            take: the take.
            status: what became of it.
            reason: why it failed; empty unless it did.
            outcome: its counts.
            forget_files: its files are no longer known when they come again.
        """
        with self._transaction():
            if forget_files:
                self._base.execute("DELETE FROM files WHERE take = ?", (take.number,))
            self._base.execute(
                "UPDATE takes SET status = ?, ended = ?, reason = ?, outcome = ? WHERE number = ?",
                (status, _now(), reason, json.dumps(outcome.as_json()), take.number),
            )

    def running(self) -> list[Take]:
        """Return the takes whose work has begun and not ended, the oldest first."""
        return self._takes("WHERE status = ? ORDER BY number", Status.RUNNING)

    def last(self, count: int) -> list[Take]:
        """Return the last takes, the newest first."""
        return self._takes("ORDER BY number DESC LIMIT ?", count)

    def counts(self) -> dict[Status, int]:
        """Return the number of takes of each status."""
        found = self._base.execute("SELECT status, count(*) AS n FROM takes GROUP BY status")
        return {status: 0 for status in Status} | {Status(row["status"]): row["n"] for row in found}

    def outcomes(self, *, newest: int | None = None) -> list[Outcome]:
        """Return the outcomes of the takes that are done, the newest first.

        Args:
            newest: only as many takes as have so many similarities; None for all.
        """
        found: list[Outcome] = []
        rest = None if newest is None else float(newest)
        for row in self._base.execute(
            "SELECT outcome FROM takes WHERE status = ? ORDER BY number DESC", (Status.DONE,)
        ):
            if rest is not None and rest <= 0:
                break
            found.append(Outcome(**json.loads(row["outcome"])))
            if rest is not None:
                rest -= sum(found[-1].seen)
        return found

    def _takes(self, clause: str, *values: Any) -> list[Take]:  # noqa: ANN401 - SQL values
        return [
            Take(
                number=row["number"],
                name=row["name"],
                paths=tuple(map(Path, json.loads(row["paths"]))),
                images=bool(row["images"]),
                day=row["day"],
                tries=row["tries"],
                status=Status(row["status"]),
                taken=row["taken"],
                ended=row["ended"],
                reason=row["reason"],
                outcome=Outcome(**json.loads(row["outcome"])),
            )
            for row in self._base.execute(f"SELECT * FROM takes {clause}", values)
        ]

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._base.execute("BEGIN IMMEDIATE")
            with self._base:
                yield
        except sqlite3.Error as error:
            raise OutputError(
                f"{self._path}: the state can't be written ({error}).",
                remedy="Check the folder, its permissions and the free space.",
            ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
