"""Make trips, delegations, reports and gifts.

First step of the history: there is nothing older beside it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker.core.db import Money, UTCDateTime

revision = "20261123_1300"
down_revision = "20261123_1200"


def upgrade() -> None:
    op.create_table(
        "trips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(40), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("event_en", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("invited_by", sa.String(), nullable=True),
        sa.Column("conclusions", sa.String(), nullable=True),
        sa.Column("cost_eur", Money(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("guests_expected", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.Column("report_submitted_on", sa.Date(), nullable=True),
        sa.Column("report_published_on", sa.Date(), nullable=True),
        sa.Column("report_number", sa.String(), nullable=True),
        sa.Column("report_url", sa.String(), nullable=True),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "cost_eur IS NULL OR cost_eur >= 0", name=op.f("ck_trips_cost_is_not_negative")
        ),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_trips_ends_after_it_starts")),
        sa.CheckConstraint(
            "guests_expected IS NULL OR guests_expected > 0", name=op.f("ck_trips_guests_are_some")
        ),
        sa.ForeignKeyConstraint(["host_id"], ["users.id"], name="fk_trips_host_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_trips"),
        sa.UniqueConstraint("form_key", name="uq_trips_form_key"),
    )
    op.create_index("ix_trips_start_on_id", "trips", ["start_on", "id"], unique=False)
    op.create_table(
        "delegates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_delegates_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_delegates_trip_id_trips"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_delegates_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_delegates"),
        sa.UniqueConstraint("trip_id", "position", name="uq_delegates_trip_id_position"),
    )
    op.create_index("ix_delegates_contact_id", "delegates", ["contact_id"], unique=False)
    op.create_index("ix_delegates_user_id", "delegates", ["user_id"], unique=False)
    op.create_table(
        "gifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("given_to_id", sa.Integer(), nullable=False),
        sa.Column("from_organisation_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("value_eur", Money(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.CheckConstraint("value_eur IS NULL OR value_eur >= 0", name=op.f("ck_gifts_value")),
        sa.ForeignKeyConstraint(
            ["from_organisation_id"],
            ["organisations.id"],
            name="fk_gifts_from_organisation_id_organisations",
        ),
        sa.ForeignKeyConstraint(["given_to_id"], ["users.id"], name="fk_gifts_given_to_id_users"),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_gifts_trip_id_trips"),
        sa.PrimaryKeyConstraint("id", name="pk_gifts"),
    )
    op.create_index("ix_gifts_trip_id", "gifts", ["trip_id"], unique=False)
    op.create_table(
        "source_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column(
            "draft", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "decisions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("trip_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'confirmed') = (trip_id IS NOT NULL)",
            name=op.f("ck_source_documents_confirmed_has_trip"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name="fk_source_documents_created_by_id_users"
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trips.id"], name="fk_source_documents_trip_id_trips"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_source_documents"),
    )
    op.create_index(
        "ix_source_documents_created_by_id_state_id",
        "source_documents",
        ["created_by_id", "state", "id"],
        unique=False,
    )
    op.create_index("ix_source_documents_trip_id", "source_documents", ["trip_id"], unique=False)
    op.create_index(
        "uq_source_documents_kept_digest",
        "source_documents",
        ["digest"],
        unique=True,
        sqlite_where=sa.text("state <> 'discarded'"),
        postgresql_where=sa.text("state <> 'discarded'"),
    )
    op.create_table(
        "trip_contacts",
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_trip_contacts_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_trip_contacts_trip_id_trips"),
        sa.PrimaryKeyConstraint("trip_id", "contact_id", name="pk_trip_contacts"),
    )
    op.create_index(
        "ix_trip_contacts_contact_id_trip_id",
        "trip_contacts",
        ["contact_id", "trip_id"],
        unique=False,
    )
    op.create_table(
        "trip_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_trip_figures_trip_id_trips"),
        sa.PrimaryKeyConstraint("id", name="pk_trip_figures"),
        sa.UniqueConstraint("trip_id", "position", name="uq_trip_figures_trip_id_position"),
    )
    op.create_table(
        "trip_inviters",
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_trip_inviters_organisation_id_organisations",
        ),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_trip_inviters_trip_id_trips"),
        sa.PrimaryKeyConstraint("trip_id", "organisation_id", name="pk_trip_inviters"),
    )
    op.create_index(
        "ix_trip_inviters_organisation_id", "trip_inviters", ["organisation_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("trip_inviters")
    op.drop_table("trip_figures")
    op.drop_table("trip_contacts")
    op.drop_table("source_documents")
    op.drop_table("gifts")
    op.drop_table("delegates")
    op.drop_table("trips")
