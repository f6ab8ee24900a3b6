"""Make the search index.

First step of the history: there is nothing older beside it.
"""

import sqlalchemy as sa
from alembic import op

from tracker.search.ddl import create_full_text, drop_full_text

revision = "20261123_1700"
down_revision = "20261123_1600"


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("detail_en", sa.String(), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String().with_variant(sa.VARCHAR(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_words", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("context", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
    )
    create_full_text(op.get_bind())


def downgrade() -> None:
    drop_full_text(op.get_bind())
    op.drop_table("search_entries")
