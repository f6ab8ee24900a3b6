"""Make plans of follow-up, and let a lead name what was laid on it.

Expand step: old code asks for none of it and leaves `leads.laying_id` empty, so web nodes may be
replaced one by one. The column is a plain number: SQLite adds it without making the table anew.
"""

import sqlalchemy as sa
from alembic import op

from tracker.core.db import UTCDateTime

revision = "20261130_1300"
down_revision = "20261130_1200"


def upgrade() -> None:
    op.add_column("leads", sa.Column("laying_id", sa.Integer(), nullable=True))
    _make_plans()
    _make_layings()


def _make_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_lt", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("pipeline_id", sa.Integer(), nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("archived_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pipeline_id"], ["pipelines.id"], name="fk_plans_pipeline_id_pipelines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("form_key", name="uq_plans_form_key"),
    )
    op.create_table(
        "plan_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_lt", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("by_day", sa.Integer(), nullable=False),
        sa.Column("within_hours", sa.Integer(), nullable=True),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.CheckConstraint(
            "from_day >= 0 AND by_day >= from_day", name=op.f("ck_plan_steps_days_are_in_order")
        ),
        sa.CheckConstraint(
            "within_hours IS NULL OR within_hours > 0", name=op.f("ck_plan_steps_hours_are_some")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_steps_plan_id_plans"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_steps"),
        sa.UniqueConstraint("plan_id", "position", name="uq_plan_steps_plan_id_position"),
    )


def _make_layings() -> None:
    op.create_table(
        "layings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=True),
        sa.Column("laid_by_id", sa.Integer(), nullable=True),
        sa.Column("laid_at", UTCDateTime(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_layings_plan_id_plans"),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_layings_trip_id_trips"),
        sa.ForeignKeyConstraint(["laid_by_id"], ["users.id"], name="fk_layings_laid_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_layings"),
        sa.UniqueConstraint("form_key", name="uq_layings_form_key"),
    )
    op.create_table(
        "lead_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laying_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_lead_steps_done_has_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["laying_id"], ["layings.id"], name="fk_lead_steps_laying_id_layings"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_steps_lead_id_leads"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_steps"),
        sa.UniqueConstraint(
            "laying_id", "lead_id", "position", name="uq_lead_steps_laying_id_lead_id_position"
        ),
    )
    op.create_index("ix_lead_steps_lead_id", "lead_steps", ["lead_id"])


def downgrade() -> None:
    for table in ("lead_steps", "layings", "plan_steps", "plans"):
        op.drop_table(table)
    op.drop_column("leads", "laying_id")
