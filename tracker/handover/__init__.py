"""Leads that change hands when somebody leaves; owns no tables: the journal tells of each."""
