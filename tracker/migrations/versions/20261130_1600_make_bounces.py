"""Keep what mail systems tell of letters that came back, and whether mail reaches an account.

Expand step: old code ignores the tables and the columns, so web nodes may be replaced one by one.
"""

import sqlalchemy as sa
from alembic import op

from tracker.core.db import UTCDateTime

revision = "20261130_1600"
down_revision = "20261130_1500"
OF_USERS = ("mail_paused_at", "mail_warned_at", "mail_resumed_at")
TOLD = sa.text("words IS NOT NULL")


def upgrade() -> None:
    for name in OF_USERS:
        op.add_column("users", sa.Column(name, UTCDateTime(), nullable=True))
    op.add_column("users", sa.Column("mail_pause_status", sa.String(), nullable=True))
    op.create_table(
        "bounces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bounces"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_bounces_letter_id_letters"),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["users.id"], name="fk_bounces_recipient_id_users"
        ),
    )
    op.create_index("ix_bounces_letter_id_id", "bounces", ["letter_id", "id"])
    op.create_index("ix_bounces_recipient_id_at", "bounces", ["recipient_id", "at"])
    op.create_index("ix_bounces_told", "bounces", ["at"], sqlite_where=TOLD, postgresql_where=TOLD)
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
        sa.UniqueConstraint("digest", name="uq_arrivals_digest"),
    )
    op.create_index("ix_arrivals_outcome_at", "arrivals", ["outcome", "at"])


def downgrade() -> None:
    op.drop_table("arrivals")
    op.drop_table("bounces")
    op.drop_column("users", "mail_pause_status")
    for name in reversed(OF_USERS):
        op.drop_column("users", name)
