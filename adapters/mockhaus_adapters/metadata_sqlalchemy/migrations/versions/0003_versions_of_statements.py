"""Where statements stand among row versions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; statements so far have none."""
    op.add_column("history", sa.Column("version", sa.BigInteger))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("history", "version")
