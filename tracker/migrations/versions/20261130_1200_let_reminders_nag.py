"""Let reminders come again until something is done, be told to others, and come in one letter.

Expand step: old code ignores the new columns and the new table, so web nodes may be replaced one by
one. What was told already, and is not done, is told again once the new worker runs.
"""

import sqlalchemy as sa
from alembic import op

from tracker.core.db import UTCDateTime

revision = "20261130_1200"
down_revision = "20261130_1100"
LIVING = "state IN ('active', 'snoozed')"
ESCALATING = sa.text("escalate_at IS NOT NULL")


def choices() -> list[sa.Column[object]]:
    return [
        sa.Column("works_on", sa.String(), nullable=False, server_default="12345"),
        sa.Column("nag_every", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("digest_above", sa.Integer(), nullable=False, server_default="5"),
        sa.Column("gets_reminders", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("gets_weekly", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("weekly_at", UTCDateTime(), nullable=True),
    ]


def added() -> list[sa.Column[object]]:
    return [
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("escalate_at", UTCDateTime(), nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"),
    ]


def upgrade() -> None:
    for column in choices():
        op.add_column("users", column)
    op.create_index("ix_users_weekly_at", "users", ["weekly_at"])
    with op.batch_alter_table("reminders") as reminders:
        for column in added():
            reminders.add_column(column)
        reminders.drop_constraint(op.f("ck_reminders_counts"), type_="check")
        reminders.create_check_constraint(
            op.f("ck_reminders_counts"), "occurrence >= 1 AND version >= 1 AND escalated >= 0"
        )
        reminders.create_check_constraint(
            op.f("ck_reminders_only_living_ones_escalate"), f"escalate_at IS NULL OR {LIVING}"
        )
    op.create_index(
        "ix_reminders_escalating",
        "reminders",
        ["escalate_at", "id"],
        sqlite_where=ESCALATING,
        postgresql_where=ESCALATING,
    )
    op.execute(f"UPDATE reminders SET letter_at = due_at WHERE letter_at IS NULL AND {LIVING}")  # noqa: S608 - a constant
    op.create_table(
        "letter_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("idem_key", sa.String(), nullable=False),
        sa.Column("subject_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name="fk_letter_items_letter_id_letters"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letter_items"),
        sa.UniqueConstraint("idem_key", name="uq_letter_items_idem_key"),
    )
    op.create_index("ix_letter_items_letter_id", "letter_items", ["letter_id"])
    op.create_index(
        "ix_letter_items_subject_key_letter_id", "letter_items", ["subject_key", "letter_id"]
    )


def downgrade() -> None:
    op.drop_table("letter_items")
    op.drop_index("ix_reminders_escalating", table_name="reminders")
    with op.batch_alter_table("reminders") as reminders:
        reminders.drop_constraint(op.f("ck_reminders_only_living_ones_escalate"), type_="check")
        reminders.drop_constraint(op.f("ck_reminders_counts"), type_="check")
        reminders.create_check_constraint(
            op.f("ck_reminders_counts"), "occurrence >= 1 AND version >= 1"
        )
        for column in added():
            reminders.drop_column(column.name)
    op.drop_index("ix_users_weekly_at", table_name="users")
    for column in choices():
        op.drop_column("users", column.name)
