"""Make leads and the pipelines they move along.

First step of the history: there is nothing older beside it.
"""

import sqlalchemy as sa
from alembic import op

from tracker.core.db import Money, UTCDateTime

revision = "20261123_1400"
down_revision = "20261123_1300"


def upgrade() -> None:
    op.create_table(
        "pipelines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name_lt", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pipelines"),
        sa.UniqueConstraint("key", name="uq_pipelines_key"),
    )
    op.create_table(
        "stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name_lt", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("phase", sa.String(40), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("needs_value", sa.Boolean(), nullable=False),
        sa.Column("warns_of_procurement", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "probability IS NULL OR probability BETWEEN 0 AND 100",
            name=op.f("ck_stages_probability"),
        ),
        sa.ForeignKeyConstraint(
            ["pipeline_id"], ["pipelines.id"], name="fk_stages_pipeline_id_pipelines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stages"),
        sa.UniqueConstraint(
            "id", "pipeline_id", "state", "phase", name="uq_stages_id_pipeline_id_state_phase"
        ),
        sa.UniqueConstraint("pipeline_id", "key", name="uq_stages_pipeline_id_key"),
        sa.UniqueConstraint("pipeline_id", "position", name="uq_stages_pipeline_id_position"),
    )
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("trip_id", sa.Integer(), nullable=True),
        sa.Column("source_document_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("phase", sa.String(40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("next_step_at", sa.Time(), nullable=True),
        sa.Column("due_order", sa.Date(), nullable=False),
        sa.Column("dormant_until", sa.Date(), nullable=True),
        sa.Column("step_missing_since", UTCDateTime(), nullable=True),
        sa.Column("value_eur", Money(), nullable=True),
        sa.Column("is_non_monetary", sa.Boolean(), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("agreed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.CheckConstraint(
            "due_order = coalesce(next_step_on, '9999-12-31')", name=op.f("ck_leads_due_order")
        ),
        sa.CheckConstraint(
            "state <> 'lost' OR (closed_at IS NOT NULL AND close_reason IS NOT NULL)",
            name=op.f("ck_leads_lost_has_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'open' OR dormant_until IS NOT NULL OR step_missing_since IS NOT NULL"
            " OR (owner_id IS NOT NULL AND next_step IS NOT NULL)",
            name=op.f("ck_leads_open_has_owner_and_step"),
        ),
        sa.CheckConstraint(
            "state <> 'parked' OR dormant_until IS NOT NULL", name=op.f("ck_leads_parked_wakes_up")
        ),
        sa.CheckConstraint(
            "step_missing_since IS NULL OR (state = 'open' AND next_step IS NULL)",
            name=op.f("ck_leads_only_open_ones_miss_a_step"),
        ),
        sa.CheckConstraint(
            "(next_step IS NULL) = (next_step_on IS NULL)", name=op.f("ck_leads_step_has_a_day")
        ),
        sa.CheckConstraint(
            "next_step IS NULL OR owner_id IS NOT NULL", name=op.f("ck_leads_step_has_an_owner")
        ),
        sa.CheckConstraint(
            "next_step_at IS NULL OR next_step_on IS NOT NULL",
            name=op.f("ck_leads_step_time_has_a_day"),
        ),
        sa.CheckConstraint(
            "value_eur IS NULL OR (value_eur >= 0 AND NOT is_non_monetary)",
            name=op.f("ck_leads_value"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_leads_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_leads_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_leads_owner_id_users"),
        sa.ForeignKeyConstraint(
            ["source_document_id"],
            ["source_documents.id"],
            name="fk_leads_source_document_id_source_documents",
        ),
        sa.ForeignKeyConstraint(
            ["stage_id", "pipeline_id", "state", "phase"],
            ["stages.id", "stages.pipeline_id", "stages.state", "stages.phase"],
            name="fk_leads_stage",
        ),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_leads_trip_id_trips"),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
        sa.UniqueConstraint("form_key", name="uq_leads_form_key"),
    )
    op.create_index("ix_leads_contact_id_id", "leads", ["contact_id", "id"], unique=False)
    op.create_index(
        "ix_leads_due",
        "leads",
        ["next_step_on", "id", "owner_id"],
        unique=False,
        sqlite_where=sa.text("next_step_on IS NOT NULL"),
        postgresql_where=sa.text("next_step_on IS NOT NULL"),
    )
    op.create_index(
        "ix_leads_living_country",
        "leads",
        ["country", "due_order", "id", "state"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'won')"),
        postgresql_where=sa.text("state IN ('open', 'won')"),
    )
    op.create_index(
        "ix_leads_living_due",
        "leads",
        ["due_order", "id", "state"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'won')"),
        postgresql_where=sa.text("state IN ('open', 'won')"),
    )
    op.create_index(
        "ix_leads_living_phase",
        "leads",
        ["phase", "due_order", "id", "state"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'won')"),
        postgresql_where=sa.text("state IN ('open', 'won')"),
    )
    op.create_index(
        "ix_leads_living_trip",
        "leads",
        ["trip_id", "phase", "due_order", "id", "state"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'won')"),
        postgresql_where=sa.text("state IN ('open', 'won')"),
    )
    op.create_index(
        "ix_leads_lost",
        "leads",
        ["closed_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'lost'"),
        postgresql_where=sa.text("state = 'lost'"),
    )
    op.create_index(
        "ix_leads_missing",
        "leads",
        ["step_missing_since", "id"],
        unique=False,
        sqlite_where=sa.text("step_missing_since IS NOT NULL"),
        postgresql_where=sa.text("step_missing_since IS NOT NULL"),
    )
    op.create_index(
        "ix_leads_open_owner",
        "leads",
        ["owner_id", "due_order", "id", "phase", "state"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_leads_open_value",
        "leads",
        ["value_eur", "id", "state"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_leads_open_worth",
        "leads",
        ["stage_id", "country", "value_eur", "opened_at", "state"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_leads_opened_at_id", "leads", ["opened_at", "id"], unique=False)
    op.create_index("ix_leads_organisation_id_id", "leads", ["organisation_id", "id"], unique=False)
    op.create_index(
        "ix_leads_owner_due",
        "leads",
        ["owner_id", "next_step_on", "id"],
        unique=False,
        sqlite_where=sa.text("next_step_on IS NOT NULL"),
        postgresql_where=sa.text("next_step_on IS NOT NULL"),
    )
    op.create_index(
        "ix_leads_parked",
        "leads",
        ["dormant_until", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'parked'"),
        postgresql_where=sa.text("state = 'parked'"),
    )
    op.create_index(
        "ix_leads_trip_coverage",
        "leads",
        ["trip_id", "phase", "contact_id", "state", "owner_id", "next_step_on", "dormant_until"],
        unique=False,
    )
    op.create_index(
        "ix_leads_trip_id_state_phase_id",
        "leads",
        ["trip_id", "state", "phase", "id"],
        unique=False,
    )
    op.create_table(
        "lead_collaborators",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name="fk_lead_collaborators_lead_id_leads"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_lead_collaborators_user_id_users"
        ),
        sa.PrimaryKeyConstraint("lead_id", "user_id", name="pk_lead_collaborators"),
    )
    op.create_index(
        "ix_lead_collaborators_user_id_lead_id",
        "lead_collaborators",
        ["user_id", "lead_id"],
        unique=False,
    )
    op.create_table(
        "lead_contacts",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_lead_contacts_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_contacts_lead_id_leads"),
        sa.PrimaryKeyConstraint("lead_id", "contact_id", name="pk_lead_contacts"),
    )
    op.create_index(
        "ix_lead_contacts_contact_id_lead_id",
        "lead_contacts",
        ["contact_id", "lead_id"],
        unique=False,
    )
    op.create_table(
        "lead_topics",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_topics_lead_id_leads"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_lead_topics_topic_id_topics"),
        sa.PrimaryKeyConstraint("lead_id", "topic_id", name="pk_lead_topics"),
    )
    op.create_index(
        "ix_lead_topics_topic_id_lead_id", "lead_topics", ["topic_id", "lead_id"], unique=False
    )
    op.create_table(
        "stage_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("from_stage_id", sa.Integer(), nullable=True),
        sa.Column("to_stage_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_stage_changes_actor_id_users"),
        sa.ForeignKeyConstraint(
            ["from_stage_id"], ["stages.id"], name="fk_stage_changes_from_stage_id_stages"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_stage_changes_lead_id_leads"),
        sa.ForeignKeyConstraint(
            ["to_stage_id"], ["stages.id"], name="fk_stage_changes_to_stage_id_stages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stage_changes"),
    )
    op.create_index("ix_stage_changes_at_id", "stage_changes", ["at", "id"], unique=False)
    op.create_index("ix_stage_changes_lead_id_id", "stage_changes", ["lead_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("stage_changes")
    op.drop_table("lead_topics")
    op.drop_table("lead_contacts")
    op.drop_table("lead_collaborators")
    op.drop_table("leads")
    op.drop_table("stages")
    op.drop_table("pipelines")
