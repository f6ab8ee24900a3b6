"""Keep addresses of accounts unlike by an index over some rows, which happen to be all.

PostgreSQL takes an account whose address changes away from whoever writes its number down only
where the address could be referred to, and no index over some rows can. So nobody who acts waits
for an administrator any more. Old code asks the same, so web nodes may be replaced one by one.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_1700"
down_revision = "20261130_1600"
NAME = "uq_users_email"
ALL = sa.text("email IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.drop_constraint(NAME, type_="unique")
    op.create_index(NAME, "users", ["email"], unique=True, sqlite_where=ALL, postgresql_where=ALL)


def downgrade() -> None:
    op.drop_index(NAME, table_name="users")
    with op.batch_alter_table("users") as users:
        users.create_unique_constraint(NAME, ["email"])
