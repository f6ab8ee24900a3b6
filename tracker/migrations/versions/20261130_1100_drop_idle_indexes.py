"""Keep no index that no page asks: each write of a lead pays for it.

Old code reads and writes the same without them, so web nodes may be replaced one by one. The
triggers of a new lead do not look for its topics any more.
"""

import sqlalchemy as sa
from alembic import op

from tracker.leads.tally_triggers import create_triggers, drop_triggers

revision = "20261130_1100"
down_revision = "20261130_1000"
ABOUT = ("trip_id", "agreement_id", "contact_id")


def upgrade() -> None:
    op.drop_index("ix_leads_trip_id_state_phase_id", table_name="leads")
    op.drop_index("ix_journal_actor_id", table_name="journal")
    for column in ABOUT:
        said = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_reminders_{column}", table_name="reminders")
        op.create_index(
            f"ix_reminders_{column}",
            "reminders",
            [column],
            sqlite_where=said,
            postgresql_where=said,
        )
    drop_triggers(op.get_bind())
    create_triggers(op.get_bind())


def downgrade() -> None:
    for column in ABOUT:
        op.drop_index(f"ix_reminders_{column}", table_name="reminders")
        op.create_index(f"ix_reminders_{column}", "reminders", [column])
    op.create_index("ix_journal_actor_id", "journal", ["actor_id"])
    op.create_index("ix_leads_trip_id_state_phase_id", "leads", ["trip_id", "state", "phase", "id"])
