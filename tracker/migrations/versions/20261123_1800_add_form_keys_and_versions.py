"""Give contacts the number of the form they were typed in, and topics a version.

Expand step: old code ignores both columns, so web nodes may be replaced one by one.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_1800"
down_revision = "20261123_1700"


def upgrade() -> None:
    op.add_column("contacts", sa.Column("form_key", sa.String(), nullable=True))
    op.create_index("ix_contacts_form_key", "contacts", ["form_key"], unique=True)
    op.add_column("topics", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("topics", "version")
    op.drop_index("ix_contacts_form_key", table_name="contacts")
    op.drop_column("contacts", "form_key")
