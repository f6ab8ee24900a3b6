"""Make the times of trouble, and have heartbeats say when they were heard and are due again.

Expand step: old code knows none of it and leaves it empty, so web nodes and workers may be
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
    op.add_column("heartbeats", sa.Column("every_s", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("heartbeats", "every_s")
    op.drop_column("heartbeats", "heard_at")
    op.drop_table("incidents")
