"""Make agreements and reminders.

First step of the history: there is nothing older beside it.
"""

import sqlalchemy as sa
from alembic import op

from tracker.core.db import UTCDateTime

revision = "20261123_1600"
down_revision = "20261123_1500"


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("council_decision", sa.String(), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("terminated_reason", sa.String(), nullable=True),
        sa.Column("termination_decision", sa.String(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "status <> 'active' OR signed_on IS NOT NULL",
            name=op.f("ck_agreements_active_is_signed"),
        ),
        sa.CheckConstraint(
            "status <> 'terminated' OR terminated_reason IS NOT NULL",
            name=op.f("ck_agreements_ended_has_reason"),
        ),
        sa.CheckConstraint(
            "signed_on IS NULL OR valid_until IS NULL OR valid_until >= signed_on",
            name=op.f("ck_agreements_ends_after_it_is_signed"),
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_agreements_lead_id_leads"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_agreements_organisation_id_organisations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agreements"),
    )
    op.create_index("ix_agreements_lead_id", "agreements", ["lead_id"], unique=False)
    op.create_index(
        "ix_agreements_organisation_id", "agreements", ["organisation_id"], unique=False
    )
    op.create_index(
        "ix_agreements_valid_until_id", "agreements", ["valid_until", "id"], unique=False
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("trip_id", sa.Integer(), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("wall_on", sa.Date(), nullable=False),
        sa.Column("wall_at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("letter_at", UTCDateTime(), nullable=True),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("snoozed_from", sa.Date(), nullable=True),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_reminders_done_has_a_moment")
        ),
        sa.CheckConstraint(
            "letter_at IS NULL OR state IN ('active', 'snoozed')",
            name=op.f("ck_reminders_only_living_ones_write"),
        ),
        sa.CheckConstraint(
            "(CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN trip_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_reminders_is_about_one_thing"),
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_on IS NULL)", name=op.f("ck_reminders_done_has_a_day")
        ),
        sa.CheckConstraint("occurrence >= 1 AND version >= 1", name=op.f("ck_reminders_counts")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_reminders_agreement_id_agreements"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_reminders_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name="fk_reminders_done_by_id_users"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_reminders_lead_id_leads"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_reminders_owner_id_users"),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_reminders_trip_id_trips"),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
    )
    op.create_index("ix_reminders_agreement_id", "reminders", ["agreement_id"], unique=False)
    op.create_index("ix_reminders_contact_id", "reminders", ["contact_id"], unique=False)
    op.create_index(
        "ix_reminders_done_on_wall_on_owner_id",
        "reminders",
        ["done_on", "wall_on", "owner_id"],
        unique=False,
    )
    op.create_index("ix_reminders_lead_id_id", "reminders", ["lead_id", "id"], unique=False)
    op.create_index(
        "ix_reminders_owner_id_state_due_at_id",
        "reminders",
        ["owner_id", "state", "due_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_reminders_pending",
        "reminders",
        ["letter_at", "id"],
        unique=False,
        sqlite_where=sa.text("letter_at IS NOT NULL"),
        postgresql_where=sa.text("letter_at IS NOT NULL"),
    )
    op.create_index("ix_reminders_trip_id", "reminders", ["trip_id"], unique=False)
    op.create_index(
        "uq_reminders_one_step",
        "reminders",
        ["lead_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'snoozed') AND kind IN ('next_step', 'wake_up')"),
        postgresql_where=sa.text(
            "state IN ('active', 'snoozed') AND kind IN ('next_step', 'wake_up')"
        ),
    )


def downgrade() -> None:
    op.drop_table("reminders")
    op.drop_table("agreements")
