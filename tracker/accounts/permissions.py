"""Who may do what: one table from role to permission; every route names one of these."""

from enum import StrEnum

from tracker.accounts.models import Role


class Permission(StrEnum):
    """Something a role may do."""

    READ = "read"
    """Leads, contacts, trips, topics, agreements, the mayor's page, search."""
    EDIT_CONTACTS = "edit_contacts"
    EDIT_LEADS = "edit_leads"
    """Everybody's leads, their next steps, notes and reminders."""
    KEEP_OWN_LEADS = "keep_own_leads"
    """Own leads, and the same of the leads one owns."""
    EDIT_TRIPS = "edit_trips"
    """Trips, and reports in."""
    EDIT_PLANS = "edit_plans"
    """Plans of follow-up themselves; whoever may act on a lead may lay one on it."""
    ASSIGN = "assign"
    """Name the owner of a lead that has none; to give it another takes EDIT_LEADS."""
    MANAGE_PEOPLE = "manage_people"
    """Hand over anybody's leads, and say when anybody is away; one's own need no such right."""
    READ_LETTERS = "read_letters"
    """The outbox: what is waiting, sent, failed."""
    SEND_LETTERS_AGAIN = "send_letters_again"
    READ_HEALTH = "read_health"
    """How the installation does: workers, queues, failures; nothing of what letters say."""
    MANAGE_ACCOUNTS = "manage_accounts"
    OWN_ACCOUNT = "own_account"
    """One's own language, hour of reminders, password."""


P = Permission
_READER = {P.READ, P.OWN_ACCOUNT}
_OWNER = _READER | {P.KEEP_OWN_LEADS}
_OFFICER = _OWNER | {P.EDIT_CONTACTS, P.EDIT_LEADS, P.EDIT_TRIPS, P.EDIT_PLANS, P.ASSIGN}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(_OFFICER),
    Role.DIRECTOR: frozenset(_OFFICER | {P.READ_LETTERS, P.READ_HEALTH, P.MANAGE_PEOPLE}),
    Role.MAYOR: frozenset(_OWNER | {P.ASSIGN}),
    Role.VICE_MAYOR: frozenset(_OWNER | {P.ASSIGN}),
    Role.COMMUNICATIONS: frozenset(_OWNER | {P.EDIT_TRIPS}),
    Role.AUDITOR: frozenset(_READER | {P.READ_LETTERS}),
    Role.DATA_PROTECTION_OFFICER: frozenset(_OWNER | {P.READ_LETTERS}),
    Role.ADMINISTRATOR: frozenset(
        {
            P.OWN_ACCOUNT,
            P.MANAGE_ACCOUNTS,
            P.READ_LETTERS,
            P.SEND_LETTERS_AGAIN,
            P.READ_HEALTH,
        }
    ),
}


def may(role: Role, permission: StrEnum) -> bool:
    """Tell whether `role` allows `permission`."""
    return permission in PERMISSIONS[role]
