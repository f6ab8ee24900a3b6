"""Give organisations and topics the number of the form they were typed in.

Expand step: old code ignores the columns, so web nodes may be replaced one by one.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_2000"
down_revision = "20261123_1900"
TABLES = ("organisations", "topics")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("form_key", sa.String(), nullable=True))
        op.create_index(f"ix_{table}_form_key", table, ["form_key"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_form_key", table_name=table)
        op.drop_column(table, "form_key")
