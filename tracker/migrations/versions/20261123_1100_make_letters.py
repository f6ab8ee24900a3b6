"""Make the outbox.

First step of the history: there is nothing older beside it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker.core.db import UTCDateTime

revision = "20261123_1100"
down_revision = "20261123_1000"


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("ran_at", UTCDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeats"),
    )
    op.create_index("ix_heartbeats_worker_job", "heartbeats", ["worker", "job"], unique=True)
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idem_key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("subject_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("not_before", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("data_at", UTCDateTime(), nullable=True),
        sa.Column("maybe_sent", sa.Integer(), nullable=False),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'sending') = (lease_until IS NOT NULL)",
            name=op.f("ck_letters_sending_has_a_lease"),
        ),
        sa.CheckConstraint(
            "(state = 'sent') <= (sent_at IS NOT NULL)", name=op.f("ck_letters_sent_has_a_moment")
        ),
        sa.CheckConstraint(
            "attempts >= 0 AND maybe_sent >= 0 AND fence >= 0", name=op.f("ck_letters_counts")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["users.id"], name="fk_letters_recipient_id_users"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("idem_key", name="uq_letters_idem_key"),
        sa.UniqueConstraint("message_id", name="uq_letters_message_id"),
    )
    op.create_index("ix_letters_recipient_id", "letters", ["recipient_id"], unique=False)
    op.create_index("ix_letters_state_id", "letters", ["state", "id"], unique=False)
    op.create_index("ix_letters_subject_key_id", "letters", ["subject_key", "id"], unique=False)
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )


def downgrade() -> None:
    op.drop_table("letters")
    op.drop_table("heartbeats")
