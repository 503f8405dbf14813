"""The register: accounts, their signatories, specimens and mandates."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "facts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
    )
    op.create_table(
        "signatories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("customer", sa.Text, nullable=True, unique=True),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
    )
    op.create_table(
        "account_signatories",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column(
            "signatory_id",
            sa.Integer,
            sa.ForeignKey("signatories.id"),
            primary_key=True,
            index=True,
        ),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
    )
    op.create_table(
        "images",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
    )
    op.create_table(
        "specimens",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "signatory_id", sa.Integer, sa.ForeignKey("signatories.id"), nullable=False, index=True
        ),
        sa.Column(
            "image_sha256", sa.Text, sa.ForeignKey("images.sha256"), nullable=False, index=True
        ),
        sa.Column("pixels_sha256", sa.Text, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("box", sa.Text, nullable=True),
        sa.Column("quality", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("replaced_by", sa.Integer, sa.ForeignKey("specimens.id"), nullable=True),
        sa.UniqueConstraint("signatory_id", "pixels_sha256"),
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False, index=True
        ),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
    )
