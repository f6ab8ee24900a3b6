"""What the letter to a new owner tells, kept as it is when it is written."""

from collections.abc import Sequence
from typing import Any

from tracker.core.i18n import in_language
from tracker.leads.listing import LeadRow

LISTED = 25
"""Leads that a letter names; of the others it says how many there are, and where."""


def listed(rows: Sequence[LeadRow], language: str) -> dict[str, Any]:
    """Return what a letter says of leads: how many there are, and of the first ones what each."""
    return {"count": len(rows), "leads": [_told(row, language) for row in rows[:LISTED]]}


def _told(row: LeadRow, language: str) -> dict[str, Any]:
    organisation = in_language(language, row.organisation_lt, row.organisation)
    return {
        "path": f"/leads/{row.id}",
        "title": row.title,
        "who": ", ".join(filter(None, (row.contact, organisation))),
        "step": row.next_step,
        "on": row.next_step_on and row.next_step_on.isoformat(),
        "at": row.next_step_at and row.next_step_at.isoformat("minutes"),
        "sleeps_until": row.dormant_until and row.dormant_until.isoformat(),
    }
