"""The tables of this version; the revisions in ``migrations`` create them.

Times are text, UTC, as `now` gives them: the same in each database, and in order when sorted.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

# The last revision in ``migrations/versions``. Numbers rise, so that a later one is recognisable.
SCHEMA_VERSION: Final = "0004"

metadata: Final = MetaData()


def _sealed_by() -> tuple[Column[int], Column[str]]:
    """The row of the audit trail that made an entry, and its code (`sigverify.records.entries`)."""
    return (
        Column("audit_seq", Integer, nullable=False, server_default="0"),
        Column("mac", Text, nullable=False, server_default=""),
    )


# Facts about the whole database: see the FACT_... names.
facts: Final = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
FACT_DATABASE_ID: Final = "database_id"
FACT_KEY_ID: Final = "key_id"
# The former key's id while the master key is being changed; nobody else uses the records then.
FACT_KEY_BEFORE: Final = "key_before"
# Set within such a change once all is done and verified with the new key.
FACT_KEY_VERIFIED: Final = "key_verified"

accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("holder", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    *_sealed_by(),
)

# A person. ``customer`` is the bank's own number for the person, if given; only this number shows
# that signatories of two accounts are the same person.
signatories: Final = Table(
    "signatories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("customer", Text, nullable=True, unique=True),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    *_sealed_by(),
)

# Who may sign for which account. Names are unique within an account, because mandates name
# signatories; classes ("A with B") are groups that the mandate itself defines.
account_signatories: Final = Table(
    "account_signatories",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("signatory_id", ForeignKey("signatories.id"), primary_key=True, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=True),
    *_sealed_by(),
)

# The bytes of each file once, sealed; NULL after a purge. A card with several signatures has
# several specimens.
images: Final = Table(
    "images",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=True),
    *_sealed_by(),
)

# ``box`` is JSON [x, y, w, h] or NULL for the whole page, ``quality`` JSON [[kind, severity,
# message], ...]. A specimen is never deleted; ``last_day`` is its last valid day.
specimens: Final = Table(
    "specimens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("signatory_id", ForeignKey("signatories.id"), nullable=False, index=True),
    Column("image_sha256", ForeignKey("images.sha256"), nullable=False, index=True),
    Column("pixels_sha256", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("box", Text, nullable=True),
    Column("quality", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=True),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("replaced_by", ForeignKey("specimens.id"), nullable=True),
    *_sealed_by(),
    UniqueConstraint("signatory_id", "pixels_sha256"),
)

# ``rule`` is JSON; `sigverify.records.mandates.mandate` interprets it.
mandates: Final = Table(
    "mandates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=True),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    *_sealed_by(),
)


def now() -> str:
    """The current time in the tables' form: ``2026-11-22T08:15:30.123456Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def tidy(text: str) -> str:
    """A name or a number in the register's form: composed letters, single blanks."""
    return unicodedata.normalize("NFC", " ".join(text.split()))
