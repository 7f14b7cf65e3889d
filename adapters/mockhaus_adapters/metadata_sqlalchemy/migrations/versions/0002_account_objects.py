"""The account's own objects: warehouses, roles, users."""

import sqlalchemy as sa
from alembic import op

from mockhaus_adapters.metadata_sqlalchemy.column_types import AnyText, Key

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "account_objects",
        sa.Column("kind", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("body", AnyText, nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_account_objects"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("account_objects")
