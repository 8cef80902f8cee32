"""Sessions are found by their end, so that every service learns at once which ones it must not honour."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the index."""
    op.create_index("ix_sessions_ended_at", "sessions", ["ended_at"])


def downgrade() -> None:
    """Drops the index; no row changes."""
    op.drop_index("ix_sessions_ended_at", "sessions")
