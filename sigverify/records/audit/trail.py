"""The audit trail: who decided what on which evidence, in rows that can't be changed undetected.

Each row holds the hash of the one before, so a change, removal or reordering requires all later
rows to be made again. Each row also holds a hash under a key that is not in the database (HMAC, RFC
2104), so an attacker who has only the database can't make them. A *head file* in the user's data
folder records the last row that this user has seen, so a cut end and an older copy are detected
too. docs/decisions/0013-the-audit-trail.md lists what can't be detected.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify import __version__
from sigverify.errors import RecordsError
from sigverify.files import canonical_json, sha256_hex
from sigverify.logs.log import Log, short_hash
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.audit.anchors import Anchors
from sigverify.records.audit.event import DETAILS, LOGIN, AuditEvent, AuditRow, Kind
from sigverify.records.audit.head import Head, HeadFile
from sigverify.records.audit.home import home_of
from sigverify.records.audit.parts import TrailError, changed_row, salted_part
from sigverify.records.audit.row_codes import VOID, RowCodes
from sigverify.records.audit.tables import NO_ROW, rows
from sigverify.records.entries import EntryCodes
from sigverify.records.roles import NotAllowedError, Permission, Person
from sigverify.records.schema import now
from sigverify.records.vault import Vault

_LOG: Final = Log(__name__)

_FORMAT: Final = 1
_AT_ONCE: Final = 1000
_RESUME_REMEDY: Final = (
    "See 'sigverify audit verify'. If this is meant, a risk officer can continue with "
    "'sigverify audit resume --note REASON'."
)


class AuditTrail(RowCodes):
    """The audit trail of one database. One instance serves all threads of a program.

    Attributes:
        vault: the database's vault.
        database_id: identifier of the database.
        head_file: the last row that this user has seen.
        codes: the codes of the register's entries.
        site: hash of the site's policy, which each row names; empty if there is none.
        anchors: where the heads are kept too, outside the database; None for nowhere.
        may_still: whether a user has a permission by the site's roles of today.
    """

    def __init__(self, vault: Vault, *, database_id: str, heads: Path | None = None) -> None:
        """Prepare the trail without reading anything.

        Args:
            vault: the database's vault.
            database_id: identifier of the database.
            heads: folder of the head files; None takes the one in the user's data folder.
        """
        super().__init__(vault)
        self.database_id = database_id
        self.head_file = HeadFile(database_id, key=self.head_key, folder=heads)
        self.codes = EntryCodes(vault.subkey(b"register entry"), database_id=database_id)
        self._home_key = vault.subkey(b"audit home")
        self._mine = threading.local()
        self.site = ""
        self.anchors: Anchors | None = None
        self.may_still: Callable[[str, Permission], bool] = lambda _user, _permission: True

    def append(self, connection: Connection, event: AuditEvent) -> AuditRow:
        """Add a row within the current transaction; it counts when that is committed.

        Args:
            connection: within an exclusive writing transaction (`Records.writing`).
            event: the event to record.

        Raises:
            TrailError: the trail was cut, or the database is a copy or was restored; the trail
                takes no row until somebody has resumed it.
        """
        last = self.last(connection)
        if not getattr(self._mine, "looked", False):
            self._check_continuity(connection, last)
            self._mine.looked = self._in_step
        if last is None:
            last = self._begin(connection, person=event.person)
        row = self._add(connection, event, after=last)
        self._mine.head = Head(seq=row.seq, sha256=row.sha256)
        return row

    def require_still(self, user: str, permission: Permission) -> None:
        """Refuse to confirm what somebody has decided or proposed who may no longer do so.

        Raises:
            NotAllowedError: the site's roles no longer allow it to that user.
        """
        if not self.may_still(user, permission):
            may_not = Reason(ReasonCode(permission.value))
            raise NotAllowedError(
                Reason(ReasonCode.NO_LONGER_ALLOWED, person=user, permission=may_not),
                remedy=Reason(ReasonCode.DECLINE_IT),
            )

    def last(self, connection: Connection) -> AuditRow | None:
        """The last row, checked by itself; None if there is none.

        Raises:
            TrailError: the row was changed.
        """
        return self.newest(connection, sa.true())

    def next_seq(self, connection: Connection) -> int:
        """The number of the row that `append` would add now, in the same writing transaction.

        Raises:
            TrailError: the last row was changed.
        """
        last = self.last(connection)
        # Row 1 says that the trail begins.
        return 2 if last is None else last.seq + 1

    def adopt(self, connection: Connection, event: AuditEvent) -> AuditRow:
        """`append` for a migration, which must not depend on where the database is.

        A copy, a restored database or a cut trail stays one: `sigverify.records.audit.check` and
        the next `append` report it.

        Raises:
            TrailError: the last row was changed.
        """
        last = self.last(connection)
        if last is None:
            last = self._begin(connection, person=event.person)
        return self._add(connection, event, after=last)

    @contextmanager
    def in_step(self) -> Iterator[None]:
        """Enclose a transaction and update the head file after its commit.

        Raises:
            RecordsError: the head file can't be written; the rows are committed nevertheless.
        """
        mine = self._mine
        mine.in_step, mine.looked, mine.head, mine.resumed = True, False, None, False
        try:
            yield
            if mine.head is not None:
                self.head_file.follow(mine.head, anew=mine.resumed)
                if self.anchors is not None:
                    self.anchors.keep(mine.head, database_id=self.database_id)
        finally:
            mine.in_step, mine.looked, mine.head = False, False, None

    def resume(self, connection: Connection, *, person: Person, note: str) -> AuditRow:
        """Resume a database that was moved, copied or restored, and record it.

        Lost rows stay lost, and `sigverify.records.audit.check` keeps reporting them. Rows at the
        end that were written without the key stay too; from now on only the check takes
        them into account.

        Raises:
            NotAllowedError: the role does not allow it.
            RecordsError: there is no note, or no trail.
        """
        person.require(Permission.RESUME)
        if not note.strip():
            raise RecordsError("The reason is missing.", remedy="Say why with --note.")
        after, void = self.stored_end(connection)
        if after is None:
            raise RecordsError("There is no audit trail yet.", remedy="There is nothing to do.")
        seen = self.seen_loosely(connection)
        event = AuditEvent(
            kind=Kind.RESUMED,
            person=person,
            note=note.strip(),
            facts={
                "home": home_of(connection, key=self._home_key),
                "seen": None if seen is None else [seen.seq, seen.sha256],
                **({VOID: [void, after.seq]} if void else {}),
            },
        )
        row = self._add(connection, event, after=after)
        self._mine.resumed = self._mine.looked = True
        self._mine.head = Head(seq=row.seq, sha256=row.sha256)
        return row

    def rows(
        self,
        connection: Connection,
        *,
        after: int = 0,
        kinds: tuple[Kind, ...] = (),
        account: str | None = None,
        case_id: str | None = None,
        waiting: bool = False,
        refers_to: int | None = None,
    ) -> Iterator[AuditRow]:
        """Yield rows in their order as stored; `sigverify.records.audit.check` checks them.

        Args:
            connection: any connection.
            after: only rows with a larger number.
            kinds: only rows of these kinds; empty takes all.
            account: only rows of this account.
            case_id: only rows of this case.
            waiting: only unanswered decisions that a second person must confirm.
            refers_to: only answers to this row.

        Raises:
            TrailError: a row can't be read.
        """
        query = sa.select(rows.c.seq, rows.c.body, rows.c.sha256).where(rows.c.seq > after)
        if kinds:
            query = query.where(rows.c.kind.in_([kind.value for kind in kinds]))
        if account is not None:
            query = query.where(rows.c.account.in_(self.account_marks(connection, account)))
        if case_id is not None:
            query = query.where(rows.c.case_id == case_id)
        if waiting:
            answers = rows.alias("answers")
            answered = sa.exists().where(answers.c.refers_to == rows.c.seq)
            query = query.where(rows.c.waits.is_(True), ~answered)
        if refers_to is not None:
            query = query.where(rows.c.refers_to == refers_to)
        for void in self.void_rows(connection):
            if void:
                query = query.where(~rows.c.seq.between(void.start, void.stop - 1))
        query = query.order_by(rows.c.seq).execution_options(yield_per=_AT_ONCE)
        with connection.execute(query) as found:
            for seq, body, sha256 in found:
                try:
                    yield AuditRow.of(body, sha256=sha256)
                except ValueError as error:
                    raise changed_row(seq) from error

    def row(self, connection: Connection, seq: int) -> AuditRow | None:
        """One row, checked by itself; None if it does not exist.

        Raises:
            TrailError: the row was changed, or written by somebody without the key.
        """
        return self.newest(connection, rows.c.seq == seq)

    def home(self, connection: Connection) -> str:
        """The present place of this database, as a keyed hash."""
        return home_of(connection, key=self._home_key)

    def known_site(self, connection: Connection) -> AuditRow | None:
        """The newest row about the site's policy, checked by itself; None if there is none.

        Raises:
            TrailError: the row was changed.
        """
        return self.newest(connection, rows.c.kind == Kind.SITE.value)

    def known_home(self, connection: Connection) -> str | None:
        """The place where the trail began or was last resumed, as a keyed hash; None if unknown."""
        kinds = [Kind.BEGUN.value, Kind.RESUMED.value, Kind.KEY.value]
        newest = self.newest(connection, rows.c.kind.in_(kinds))
        return None if newest is None else str(newest.body["facts"]["home"])

    def seen(self, connection: Connection) -> Head | None:
        """The last row that this user has seen; None without one.

        Raises:
            RecordsError: the head file was changed or can't be read.
        """
        return self.head_file.read([(one.head, one.until) for one in self.former_keys(connection)])

    def seen_loosely(self, connection: Connection) -> Head | None:
        """`seen`, but None if the head file can't be used."""
        try:
            return self.seen(connection)
        except RecordsError:
            return None

    @property
    def _in_step(self) -> bool:
        return getattr(self._mine, "in_step", False)

    def _begin(self, connection: Connection, *, person: Person) -> AuditRow:
        home = home_of(connection, key=self._home_key)
        begun = AuditEvent(
            kind=Kind.BEGUN,
            person=person,
            facts={"database": self.database_id, "home": home, "program": __version__},
        )
        return self._add(connection, begun, after=None)

    def _check_continuity(self, connection: Connection, last: AuditRow | None) -> None:
        """Refuse to write if the end was cut or the database is another one.

        Raises:
            TrailError: the end was cut off, or this is not the database of before.
        """
        seen = self.seen(connection)
        if seen is not None:
            there = connection.scalar(sa.select(rows.c.sha256).where(rows.c.seq == seen.seq))
            if there != seen.sha256:
                raise TrailError(
                    f"The audit trail ends at row {0 if last is None else last.seq} or was "
                    f"rewritten, but row {seen.seq} was seen here before: rows were removed, "
                    "or an older copy of the database was put back.",
                    remedy=_RESUME_REMEDY,
                )
        if last is None:
            return
        first = self.row(connection, 1)
        if first is None or first.body["facts"].get("database") != self.database_id:
            raise TrailError(
                "This audit trail was started in another database, or its first row is missing.",
                remedy="See 'sigverify audit verify'; put the database back from a backup.",
            )
        if self.known_home(connection) != self.home(connection):
            raise TrailError(
                "This database is a copy, or was moved: its audit trail was started in another "
                "place or on another machine.",
                remedy=_RESUME_REMEDY,
            )

    def _add(
        self, connection: Connection, event: AuditEvent, *, after: AuditRow | Head | None
    ) -> AuditRow:
        seq = 1 if after is None else after.seq + 1
        previous = NO_ROW if after is None else after.sha256
        loose = dict(event.attachments)
        passing = event.passing()
        if passing:
            loose[DETAILS] = canonical_json(passing)
        salted = {name: salted_part(data) for name, data in loose.items()}
        mark = None if event.account is None else self.account_mark(event.account)
        at = now()
        body = {
            **event.lasting(account_mark=mark),
            "v": _FORMAT,
            "seq": seq,
            "at": at,
            "previous": previous,
        }
        if self.site:
            body["site"] = self.site
        if connection.dialect.name == "postgresql":
            # The server enters it too, where its owner could change it.
            body[LOGIN] = connection.scalar(sa.text("SELECT session_user"))
        if salted:
            body["parts"] = {name: sha256_hex(data) for name, data in salted.items()}
        text = canonical_json(body)
        sha256 = sha256_hex(text)
        added = connection.execute(
            rows.insert().values(
                seq=seq,
                kind=event.kind.value,
                at=at,
                account=mark,
                signatory=event.signatory,
                case_id=event.case_id,
                waits=event.waits,
                refers_to=event.refers_to,
                body=text.decode(),
                previous=previous,
                sha256=sha256,
                mac=self.row_mac(sha256),
            ),
            execution_options={"preserve_rowcount": True},
        )
        if added.rowcount != 1:
            raise TrailError(
                f"The database did not keep row {seq} of the audit trail.",
                remedy="See 'sigverify audit verify': somebody has changed the database.",
            )
        self.add_parts(connection, seq, salted)
        _LOG.info("audit.row_added", seq=seq, kind=event.kind.value, sha256=short_hash(sha256))
        return AuditRow.of(text.decode(), sha256=sha256)
