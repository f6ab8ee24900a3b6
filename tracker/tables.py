"""Every table there is: importing this fills `Base.metadata`; migrations and tests need that."""

from tracker.accounts import models as accounts
from tracker.agreements import models as agreements
from tracker.audit import models as audit
from tracker.contacts import models as contacts
from tracker.core.db import Base
from tracker.duplicates import models as duplicates
from tracker.health import models as health
from tracker.leads import models as leads
from tracker.leads import tallies as lead_tallies
from tracker.leads import tally_triggers
from tracker.letters import models as letters
from tracker.plans import models as plans
from tracker.reminders import models as reminders
from tracker.search import ddl as search_ddl
from tracker.search import models as search
from tracker.topics import models as topics
from tracker.trips import models as trips

__all__ = [
    "accounts",
    "agreements",
    "audit",
    "contacts",
    "duplicates",
    "health",
    "lead_tallies",
    "leads",
    "letters",
    "metadata",
    "plans",
    "reminders",
    "search",
    "search_ddl",
    "tally_triggers",
    "topics",
    "trips",
]

metadata = Base.metadata
