"""Make what happens with leads and contacts.

First step of the history: there is nothing older beside it.
"""

import sqlalchemy as sa
from alembic import op

from tracker.core.db import UTCDateTime

revision = "20261123_1500"
down_revision = "20261123_1400"


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("direction", sa.String(40), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("trip_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_at", sa.Time(), nullable=True),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.CheckConstraint(
            "direction IS NULL OR kind = 'letter'",
            name=op.f("ck_activities_only_letters_have_direction"),
        ),
        sa.CheckConstraint(
            "lead_id IS NOT NULL OR contact_id IS NOT NULL OR organisation_id IS NOT NULL"
            " OR trip_id IS NOT NULL",
            name=op.f("ck_activities_is_about_something"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_activities_author_id_users"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_activities_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_activities_lead_id_leads"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_activities_organisation_id_organisations",
        ),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_activities_trip_id_trips"),
        sa.PrimaryKeyConstraint("id", name="pk_activities"),
        sa.UniqueConstraint("form_key", name="uq_activities_form_key"),
    )
    op.create_index("ix_activities_author_id", "activities", ["author_id"], unique=False)
    op.create_index(
        "ix_activities_contact_id_happened_on_id",
        "activities",
        ["contact_id", "happened_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_activities_lead_id_happened_on_id",
        "activities",
        ["lead_id", "happened_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_activities_organisation_id_happened_on_id",
        "activities",
        ["organisation_id", "happened_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_activities_trip_id_happened_on_id",
        "activities",
        ["trip_id", "happened_on", "id"],
        unique=False,
    )
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_commitments_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_commitments_lead_id_leads"),
        sa.PrimaryKeyConstraint("id", name="pk_commitments"),
    )
    op.create_index("ix_commitments_contact_id", "commitments", ["contact_id"], unique=False)
    op.create_index(
        "ix_commitments_lead_id_done_at_due_on_id",
        "commitments",
        ["lead_id", "done_at", "due_on", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("commitments")
    op.drop_table("activities")
