"""Embeddings of specimens, which go with their pictures."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.register.embeddings import forget_with_pictures

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    for table, column in (("specimen_embeddings", "content"), ("specimen_vectors", "vector")):
        op.create_table(
            table,
            sa.Column("specimen_id", sa.Integer, sa.ForeignKey("specimens.id"), primary_key=True),
            sa.Column("made_by", sa.Text, primary_key=True),
            sa.Column(column, sa.LargeBinary, nullable=False),
        )
    forget_with_pictures(op.get_bind())
