"""Make the times of trouble, and have heartbeats say when the database heard them.

Expand step: old code knows neither and writes no second moment, so web nodes and workers may be
replaced one by one.
"""

import sqlalchemy as sa
from alembic import op

from tracker.core.db import UTCDateTime

revision = "20261130_1500"
down_revision = "20261130_1400"
OPEN = sa.text("over_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("over_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "over_at IS NULL OR over_at >= began_at", name=op.f("ck_incidents_ends_after_it_began")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index(
        "uq_incidents_open",
        "incidents",
        ["kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.add_column("heartbeats", sa.Column("heard_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("heartbeats", "heard_at")
    op.drop_table("incidents")
