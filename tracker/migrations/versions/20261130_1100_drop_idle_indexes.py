"""Keep no index that no page asks, and none of rows that say nothing: each new lead pays for it.

Old code reads and writes the same without them, so web nodes may be replaced one by one. The
triggers of a new lead do not look for its topics any more.
"""

import sqlalchemy as sa
from alembic import op

from tracker.leads.tally_triggers import create_triggers, drop_triggers

revision = "20261130_1100"
down_revision = "20261130_1000"
LIVING = "state IN ('open', 'won')"
SOME = (
    ("reminders", "ix_reminders_trip_id", ["trip_id"], None, "trip_id IS NOT NULL"),
    ("reminders", "ix_reminders_agreement_id", ["agreement_id"], None, "agreement_id IS NOT NULL"),
    ("reminders", "ix_reminders_contact_id", ["contact_id"], None, "contact_id IS NOT NULL"),
    ("leads", "ix_leads_contact_id_id", ["contact_id", "id"], None, "contact_id IS NOT NULL"),
    (
        "leads",
        "ix_leads_organisation_id_id",
        ["organisation_id", "id"],
        None,
        "organisation_id IS NOT NULL",
    ),
    (
        "leads",
        "ix_leads_open_value",
        ["value_eur", "id", "state"],
        "state = 'open'",
        "state = 'open' AND value_eur IS NOT NULL",
    ),
    (
        "leads",
        "ix_leads_living_trip",
        ["trip_id", "phase", "due_order", "id", "state"],
        LIVING,
        f"{LIVING} AND trip_id IS NOT NULL",
    ),
)
"""Table, name, columns, and which rows they hold: before and from here on."""


def upgrade() -> None:
    op.drop_index("ix_leads_trip_id_state_phase_id", table_name="leads")
    op.drop_index("ix_journal_actor_id", table_name="journal")
    for table, name, columns, _before, after in SOME:
        _make_anew(table, name, columns, after)
    drop_triggers(op.get_bind())
    create_triggers(op.get_bind())


def downgrade() -> None:
    for table, name, columns, before, _after in SOME:
        _make_anew(table, name, columns, before)
    op.create_index("ix_journal_actor_id", "journal", ["actor_id"])
    op.create_index("ix_leads_trip_id_state_phase_id", "leads", ["trip_id", "state", "phase", "id"])


def _make_anew(table: str, name: str, columns: list[str], where: str | None) -> None:
    said = sa.text(where) if where else None
    op.drop_index(name, table_name=table)
    op.create_index(name, table, columns, sqlite_where=said, postgresql_where=said)
