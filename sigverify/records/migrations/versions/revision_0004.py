"""Codes of the register's entries, and the persons that rows of the audit trail concern.

`sigverify.records.adopting` then gives the entries that are there their codes.
"""

import sqlalchemy as sa
from alembic import op

from sigverify.records.audit.tables import renew_guards

revision = "0004"
down_revision = "0003"

_TABLES = (
    "accounts",
    "signatories",
    "account_signatories",
    "images",
    "specimens",
    "mandates",
)


def upgrade() -> None:
    """Add the columns."""
    for table in _TABLES:
        op.add_column(table, sa.Column("audit_seq", sa.Integer, nullable=False, server_default="0"))
        op.add_column(table, sa.Column("mac", sa.Text, nullable=False, server_default=""))
    op.add_column("audit_rows", sa.Column("signatory", sa.Integer, nullable=True))
    op.create_index("ix_audit_rows_signatory", "audit_rows", ["signatory"])
    op.add_column("audit_rows", sa.Column("db_user", sa.Text, nullable=True))
    renew_guards(op.get_bind())
