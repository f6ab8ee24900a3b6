"""Let a contact have somebody who keeps in touch, and at most one living reminder of silence.

Expand step: old code knows neither the table nor the indexes, so web nodes may be replaced one by
one.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_1400"
down_revision = "20261130_1300"
SILENCE = "kind = 'no_contact'"
LIVING = f"state IN ('active', 'snoozed') AND {SILENCE}"
INDEXES = (
    ("uq_reminders_one_silence", ["contact_id"], LIVING),
    ("ix_reminders_silences", ["owner_id", "wall_on", "id", "contact_id"], LIVING),
    (
        "ix_reminders_silences_pending",
        ["letter_at", "id", "contact_id"],
        f"letter_at IS NOT NULL AND {SILENCE}",
    ),
)
"""Name, columns, and which reminders they hold."""


def upgrade() -> None:
    op.create_table(
        "relationships",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name=op.f("ck_relationships_days")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_relationships_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["keeper_id"], ["users.id"], name=op.f("fk_relationships_keeper_id_users")
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_relationships")),
    )
    op.create_index("ix_relationships_keeper_id", "relationships", ["keeper_id"])
    for name, columns, where in INDEXES:
        said = sa.text(where)
        op.create_index(
            name,
            "reminders",
            columns,
            unique=name.startswith("uq_"),
            sqlite_where=said,
            postgresql_where=said,
        )


def downgrade() -> None:
    for name, _columns, _where in INDEXES:
        op.drop_index(name, table_name="reminders")
    op.drop_table("relationships")
