"""${message}."""

import sqlalchemy as sa
from alembic import op

from mockhaus_adapters.metadata_sqlalchemy.column_types import AnyText, Key, UtcTime

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Add what the revision brings."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Take it away again."""
    ${downgrades if downgrades else "pass"}
