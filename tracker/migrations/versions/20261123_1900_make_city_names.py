"""Make the other names of cities.

Expand step: old code does not look at them, so web nodes may be replaced one by one.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_1900"
down_revision = "20261123_1800"


def upgrade() -> None:
    op.create_table(
        "city_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_city_names"),
        sa.UniqueConstraint("city", "name", name="uq_city_names_city_name"),
    )


def downgrade() -> None:
    op.drop_table("city_names")
