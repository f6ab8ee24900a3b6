"""Keep the totals of leads in rows, with triggers that write down each change.

Expand step: old code does not know the table and the triggers serve it all the same, so web nodes
may be replaced one by one. What is there already is counted once, here.
"""

import sqlalchemy as sa
from alembic import op

from tracker.leads.tally_triggers import create_triggers, drop_triggers

revision = "20261130_1000"
down_revision = "20261123_2000"
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "lead_tallies",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lead_tallies"),
    )
    create_triggers(op.get_bind())
    op.execute(
        "INSERT INTO lead_tallies (stage_id, country, leads, cents)"
        " SELECT stage_id, country, count(*), coalesce(sum(value_eur), 0)"
        " FROM leads GROUP BY stage_id, country"
    )
    op.execute(
        "INSERT INTO lead_tallies (stage_id, topic_id, leads, cents)"
        " SELECT l.stage_id, t.topic_id, count(*), 0 FROM lead_topics t"
        " JOIN leads l ON l.id = t.lead_id GROUP BY l.stage_id, t.topic_id"
    )
    op.create_index(
        "ix_leads_begun", "leads", ["opened_at", "id", "stage_id", "country", "value_eur"]
    )
    op.drop_index("ix_leads_opened_at_id", table_name="leads")
    op.drop_index("ix_leads_open_worth", table_name="leads")


def downgrade() -> None:
    op.create_index(
        "ix_leads_open_worth",
        "leads",
        ["stage_id", "country", "value_eur", "opened_at", "state"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_leads_opened_at_id", "leads", ["opened_at", "id"])
    op.drop_index("ix_leads_begun", table_name="leads")
    drop_triggers(op.get_bind())
    op.drop_table("lead_tallies")
