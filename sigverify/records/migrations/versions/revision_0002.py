"""The audit trail and its guards."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.audit.tables import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "audit_rows",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False, index=True),
        sa.Column("at", sa.Text, nullable=False, index=True),
        sa.Column("account", sa.Text, nullable=True, index=True),
        sa.Column("case_id", sa.Text, nullable=True, index=True),
        sa.Column("waits", sa.Boolean, nullable=False, index=True),
        sa.Column("refers_to", sa.Integer, nullable=True, index=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("mac", sa.Text, nullable=False),
    )
    op.create_table(
        "audit_parts",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    guard(op.get_bind())
