"""Make topics, organisations and contacts.

First step of the history: there is nothing older beside it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker.core.db import UTCDateTime

revision = "20261123_1200"
down_revision = "20261123_1100"


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given", sa.String(), nullable=True),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("name_order", sa.String(40), nullable=False),
        sa.Column("native_name", sa.String(), nullable=True),
        sa.Column("native_language", sa.String(), nullable=True),
        sa.Column("alias", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String().with_variant(sa.VARCHAR(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("honorific", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("title_native", sa.String(), nullable=True),
        sa.Column("salutation", sa.String(), nullable=True),
        sa.Column("salutation_lt", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column(
            "other_languages",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("notice_due_on", sa.Date(), nullable=True),
        sa.Column("notice_sent_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("placeholder_label", sa.String(), nullable=True),
        sa.Column("placeholder_number", sa.Integer(), nullable=True),
        sa.Column("placeholder_count", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(placeholder_label IS NULL) = (placeholder_number IS NULL)"
            " AND (placeholder_label IS NULL) = (placeholder_count IS NULL)",
            name=op.f("ck_contacts_placeholder_is_whole"),
        ),
        sa.CheckConstraint(
            "family IS NOT NULL OR given IS NOT NULL OR native_name IS NOT NULL"
            " OR title IS NOT NULL OR placeholder_label IS NOT NULL",
            name=op.f("ck_contacts_is_known_by_something"),
        ),
        sa.CheckConstraint(
            "placeholder_number IS NULL OR placeholder_number BETWEEN 1 AND placeholder_count",
            name=op.f("ck_contacts_placeholder_is_counted"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index(
        "ix_contacts_country_sort_key_id", "contacts", ["country", "sort_key", "id"], unique=False
    )
    op.create_index("ix_contacts_folded", "contacts", ["folded"], unique=False)
    op.create_index("ix_contacts_native_name", "contacts", ["native_name"], unique=False)
    op.create_index("ix_contacts_sort_key_id", "contacts", ["sort_key", "id"], unique=False)
    op.create_index(
        "ix_contacts_unnamed",
        "contacts",
        ["sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("name = ''"),
        postgresql_where=sa.text("name = ''"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("native_name", sa.String(), nullable=True),
        sa.Column("native_language", sa.String(), nullable=True),
        sa.Column("name_lt", sa.String(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column(
            "sort_key",
            sa.String().with_variant(sa.VARCHAR(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("folded_lt", sa.String(), nullable=True),
        sa.Column("folded_native", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_organisations_has_a_name")),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_index(
        "ix_organisations_country_sort_key_id",
        "organisations",
        ["country", "sort_key", "id"],
        unique=False,
    )
    op.create_index("ix_organisations_folded", "organisations", ["folded"], unique=False)
    op.create_index("ix_organisations_folded_lt", "organisations", ["folded_lt"], unique=False)
    op.create_index(
        "ix_organisations_folded_native", "organisations", ["folded_native"], unique=False
    )
    op.create_index(
        "ix_organisations_sort_key_id", "organisations", ["sort_key", "id"], unique=False
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_lt", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String().with_variant(sa.VARCHAR(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topics"),
        sa.UniqueConstraint("folded", name="uq_topics_folded"),
        sa.UniqueConstraint("name_lt", name="uq_topics_name_lt"),
    )
    op.create_table(
        "affiliations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "since_on IS NULL OR until_on IS NULL OR until_on >= since_on",
            name=op.f("ck_affiliations_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_affiliations_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_affiliations_organisation_id_organisations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_affiliations"),
        sa.UniqueConstraint(
            "contact_id",
            "organisation_id",
            "since_on",
            name="uq_affiliations_contact_id_organisation_id_since_on",
        ),
    )
    op.create_index(
        "ix_affiliations_organisation_id_contact_id",
        "affiliations",
        ["organisation_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        "uq_affiliations_current",
        "affiliations",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL AND is_primary"),
        postgresql_where=sa.text("until_on IS NULL AND is_primary"),
    )
    op.create_table(
        "contact_emails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.Column("bounced_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_emails_contact_id_contacts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_emails"),
    )
    op.create_index("ix_contact_emails_contact_id", "contact_emails", ["contact_id"], unique=False)
    op.create_index("ix_contact_emails_folded", "contact_emails", ["folded"], unique=False)
    op.create_table(
        "contact_messengers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_messengers_contact_id_contacts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_messengers"),
    )
    op.create_index(
        "ix_contact_messengers_contact_id", "contact_messengers", ["contact_id"], unique=False
    )
    op.create_table(
        "contact_phones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_phones_contact_id_contacts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_phones"),
    )
    op.create_index("ix_contact_phones_contact_id", "contact_phones", ["contact_id"], unique=False)
    op.create_index("ix_contact_phones_e164", "contact_phones", ["e164"], unique=False)
    op.create_table(
        "organisation_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_organisation_aliases_organisation_id_organisations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation_aliases"),
    )
    op.create_index(
        "ix_organisation_aliases_folded", "organisation_aliases", ["folded"], unique=False
    )
    op.create_index(
        "ix_organisation_aliases_organisation_id",
        "organisation_aliases",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "organisation_topics",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_organisation_topics_organisation_id_organisations",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_organisation_topics_topic_id_topics"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "topic_id", name="pk_organisation_topics"),
    )
    op.create_index(
        "ix_organisation_topics_topic_id_organisation_id",
        "organisation_topics",
        ["topic_id", "organisation_id"],
        unique=False,
    )
    op.create_table(
        "topic_synonyms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_topic_synonyms_topic_id_topics"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_topic_synonyms"),
    )
    op.create_index("ix_topic_synonyms_folded", "topic_synonyms", ["folded"], unique=False)
    op.create_index("ix_topic_synonyms_topic_id", "topic_synonyms", ["topic_id"], unique=False)


def downgrade() -> None:
    op.drop_table("topic_synonyms")
    op.drop_table("organisation_topics")
    op.drop_table("organisation_aliases")
    op.drop_table("contact_phones")
    op.drop_table("contact_messengers")
    op.drop_table("contact_emails")
    op.drop_table("affiliations")
    op.drop_table("topics")
    op.drop_table("organisations")
    op.drop_table("contacts")
