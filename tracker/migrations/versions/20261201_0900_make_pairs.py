"""Keep which contacts may be one person, and what was said of them.

Expand step: old code ignores the tables. Contacts who are here already are compared by
`tracker contacts compare`, once.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker.core.db import UTCDateTime

revision = "20261201_0900"
down_revision = "20261130_1700"
IN_ORDER = "low_id < high_id"


def upgrade() -> None:
    op.create_table(
        "duplicate_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "contact_id", name="pk_duplicate_keys"),
        _of_contact("duplicate_keys", "contact_id"),
    )
    op.create_index("ix_duplicate_keys_contact_id", "duplicate_keys", ["contact_id"])
    op.create_table(
        "likely_pairs",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column(
            "reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("low_id", "high_id", name="pk_likely_pairs"),
        sa.CheckConstraint(IN_ORDER, name=op.f("ck_likely_pairs_in_order")),
        _of_contact("likely_pairs", "low_id"),
        _of_contact("likely_pairs", "high_id"),
    )
    op.create_index("ix_likely_pairs_high_id", "likely_pairs", ["high_id"])
    op.create_index(
        "ix_likely_pairs_weight_low_id_high_id", "likely_pairs", ["weight", "low_id", "high_id"]
    )
    op.create_table(
        "told_apart",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("low_id", "high_id", name="pk_told_apart"),
        sa.CheckConstraint(IN_ORDER, name=op.f("ck_told_apart_in_order")),
        _of_contact("told_apart", "low_id"),
        _of_contact("told_apart", "high_id"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_told_apart_by_id_users"),
    )
    op.create_index("ix_told_apart_high_id", "told_apart", ["high_id"])


def _of_contact(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["contacts.id"], name=f"fk_{table}_{column}_contacts", ondelete="CASCADE"
    )


def downgrade() -> None:
    op.drop_table("told_apart")
    op.drop_table("likely_pairs")
    op.drop_table("duplicate_keys")
